{{ statements_of_mart('agriculture_production') }}
