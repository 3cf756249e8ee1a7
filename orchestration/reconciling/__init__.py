"""What `bantin reconcile` tells: findings of files or of the warehouse, as text, JSON Lines and an ESS report."""
