"""Tells somebody that a run or a check failed: a webhook, and the sensors that send to it. Off unless configured."""
