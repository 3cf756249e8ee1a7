"""Our own expectations, one file each. Importing this package registers them with Great Expectations.

Import it through `expectations.gx.load`, which first switches analytics off.
"""

from expectations.custom.expect_columns_to_be_filled import ExpectColumnsToBeFilled
from expectations.custom.expect_ledger_to_add_up import ExpectLedgerToAddUp
from expectations.custom.expect_quote_to_fit_its_span import ExpectQuoteToFitItsSpan
from expectations.custom.expect_reported_total_to_reconcile_with_components import (
    ExpectReportedTotalToReconcileWithComponents,
)
from expectations.custom.expect_row_count_to_be_as_announced import ExpectRowCountToBeAsAnnounced
from expectations.custom.expect_value_within_interval import ExpectValueWithinInterval

__all__ = [
    "ExpectColumnsToBeFilled",
    "ExpectLedgerToAddUp",
    "ExpectQuoteToFitItsSpan",
    "ExpectReportedTotalToReconcileWithComponents",
    "ExpectRowCountToBeAsAnnounced",
    "ExpectValueWithinInterval",
]
