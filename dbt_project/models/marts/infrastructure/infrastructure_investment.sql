{{ statements_of_mart('infrastructure_investment') }}
