-- Every printed figure, long: as printed, as used, where it stands, who says so, and what the checks say of it.
select
    figures.*,
    verdicts.status as verdict,
    verdicts.severity as verdict_severity,
    verdicts.reason as verdict_reason
from {{ ref('int_figures') }} as figures
left join {{ ref('figure_verdicts') }} as verdicts on figures.observation_id = verdicts.observation_id
