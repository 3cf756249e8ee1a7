{{ rows_of_current_reading('project_events') }}
