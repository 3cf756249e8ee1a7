-- The bulletins whose checks new rows can change: those with new rows (the plugin lists them in `meta`), and those that
-- share a series with one of these, over any number of steps. No identity and no conflict leads out of the set. The
-- series that a changed bulletin had in the build before count too. In a whole build these are all bulletins.
{% if is_partial_build() %}
with recursive shared as (
    select distinct bulletin_id, link_key
    from {{ ref('int_identity_figures') }}
    where link_key is not null
),

affected (bulletin_id) as (
    select bulletin_id from meta.changed_bulletins
    union
    select shared.bulletin_id
    from shared
    inner join meta.changed_series as changed on shared.link_key = changed.link_key
    union
    select others.bulletin_id
    from affected
    inner join shared on affected.bulletin_id = shared.bulletin_id
    inner join shared as others on shared.link_key = others.link_key
)

select distinct affected.bulletin_id
from affected
inner join {{ ref('int_bulletins') }} as bulletins on affected.bulletin_id = bulletins.bulletin_id
{% else %}
-- depends_on: {{ ref('int_identity_figures') }}
select bulletin_id
from {{ ref('int_bulletins') }}
{% endif %}
