{{ statements_of_mart('trade_turnover') }}
