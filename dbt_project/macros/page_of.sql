{# The page on which a span of `rows` begins, where the document of alias `documents` has pages; else null. #}
{% macro page_of(rows) %}
    documents.page_numbers[
        len(list_filter(documents.page_starts, lambda page_start : page_start <= {{ rows }}."start"))
    ]
{%- endmacro %}
