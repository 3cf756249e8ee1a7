-- Statements of the three domains that bear no figure; with sentence and who says so.
select
    situations.situation_id,
    situations.domain,
    situations.topic,
    topics.name_vi as topic_name_vi,
    topics.name_en as topic_name_en,
    situations.assessment,
    assessments.name_vi as assessment_name_vi,
    assessments.name_en as assessment_name_en,
    assessments.direction as assessment_direction,
    situations.place,
    situations.ref_area,
    areas.name_vi as area_name_vi,
    areas.name_en as area_name_en,
    situations.period_start,
    situations.period_end,
    situations.time_period,
    situations.period_source,
    situations.quote,
    situations."start",
    situations."end",
    substr(
        documents.text, situations.sentence_start + 1, situations.sentence_end - situations.sentence_start
    ) as sentence,
    {{ page_of('situations') }} as page,
    situations.sentence_start,
    situations.sentence_end,
    situations.rule_ids,
    situations.bulletin_id,
    bulletins.publisher,
    bulletins.issuing_authority,
    bulletins.source_name,
    bulletins.published_on
from {{ ref('stg_situations') }} as situations
inner join {{ ref('int_bulletins') }} as bulletins on situations.bulletin_id = bulletins.bulletin_id
inner join {{ ref('stg_documents') }} as documents on situations.bulletin_id = documents.bulletin_id
left join {{ ref('ref_topics') }} as topics on situations.topic = topics.code
left join {{ ref('ref_assessments') }} as assessments on situations.assessment = assessments.code
left join {{ areas_by_date() }} as areas
    on situations.ref_area = areas.code
    and {{ date_of('situations', 'bulletins') }} between areas.from_date and areas.to_date
