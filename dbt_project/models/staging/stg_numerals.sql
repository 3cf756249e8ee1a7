{{ rows_of_current_reading('numerals') }}
