-- A correction that does not apply stops the build and says which one, why, and what to do. The error is raised
-- where rows are chosen: dbt only counts the rows of a test, and DuckDB never computes a column that nobody reads.
with problems as (
    select
        correction_id,
        'correction ' || coalesce(correction_id, '(without id)') || ' of ' || coalesce(column_name, '?')
        || ' in figure ' || coalesce(observation_id, '?') || ' does not apply: ' || case status
            when 'figure_missing' then 'no bulletin has that figure'
            when 'column_not_correctable' then 'that column cannot be corrected'
            when 'old_value_differs'
                then 'old_value is ' || coalesce(old_value, 'empty') || ', but printed is '
                    || coalesce(printed_value, 'nothing')
            when 'new_value_invalid' then 'new_value ' || coalesce(new_value, '') || ' does not fit the column'
            when 'more_than_one' then 'another correction changes the same column'
        end as problem
    from {{ ref('int_corrections') }}
    where status <> 'applied'
)

select count(*) as problem_count
from problems
having
    case
        when count(*) > 0
            then error(
                'steward/corrections.csv: ' || string_agg(problem, '; ' order by correction_id)
                || '. Mend or remove these lines.'
            ) is null
    end
