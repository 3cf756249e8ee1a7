{#- A span's quote is what the document's text holds there, and lies in its sentence. -#}
{% test quotes_stand_in_text(model, quote='quote', sentences=true) -%}
select
    spans.bulletin_id,
    spans."start",
    spans.{{ quote }} as stored,
    substr(documents.text, spans."start" + 1, spans."end" - spans."start") as printed
from {{ model }} as spans
left join {{ ref('stg_documents') }} as documents on spans.bulletin_id = documents.bulletin_id
where
    substr(documents.text, spans."start" + 1, spans."end" - spans."start") is distinct from spans.{{ quote }}
    {%- if sentences %}
    or spans."start" < spans.sentence_start
    or spans."end" > spans.sentence_end
    {%- endif %}
{%- endtest %}
