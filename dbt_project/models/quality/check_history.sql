-- Results of checks over time; a view, since they are recorded after the build.
{{ config(materialized='view') }}
select
    check_id,
    suite,
    check_name,
    table_name,
    severity,
    outcome,
    rows_expected,
    rows_seen,
    rows_failed,
    input_hash,
    rules_hash,
    recorded_at,
    run_name
from {{ source('history', 'check_history') }}
