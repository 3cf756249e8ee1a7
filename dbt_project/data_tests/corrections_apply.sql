-- A correction that does not apply stops the build and says which one, why, and what to do.
select
    error(
        'steward/corrections.csv: ' || string_agg(
            'correction ' || coalesce(correction_id, '(without id)') || ' of ' || coalesce(column_name, '?')
            || ' in figure ' || coalesce(observation_id, '?') || ' does not apply: ' || case status
                when 'figure_missing' then 'no bulletin has that figure'
                when 'column_not_correctable' then 'that column cannot be corrected'
                when 'old_value_differs'
                    then 'old_value is ' || coalesce(old_value, 'empty') || ', but printed is '
                        || coalesce(printed_value, 'nothing')
                when 'new_value_invalid' then 'new_value ' || coalesce(new_value, '') || ' does not fit the column'
                when 'more_than_one' then 'another correction changes the same column'
            end,
            '; ' order by correction_id
        ) || '. Mend or remove these lines.'
    ) as message
from {{ ref('int_corrections') }}
where status <> 'applied'
having count(*) > 0
