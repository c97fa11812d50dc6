/* The one list of command tables; help shows them in this order. */
#include "commands.h"

/* One a line, so that many can add theirs. */
/* clang-format off */
const struct command *const all_commands[] = {
    enroll_commands,
    whoami_commands,
    status_commands,
    dossier_folder_commands,
    dossier_submit_commands,
    dossier_step_commands,
    dossier_query_commands,
    dossier_fetch_commands,
    receipt_commands,
    task_commands,
    task_step_commands,
    evidence_commands,
    difficulty_commands,
    discipline_commands,
    discipline_import_commands,
    local_award_commands,
    initiative_write_commands,
    initiative_import_commands,
    initiative_step_commands,
    initiative_query_commands,
    outreach_commands,
    index_commands,
    index_query_commands,
    rank_commands,
    simulate_commands,
    assess_commands,
    appraise_list_commands, /* before `thidua appraise NOMINEE`, whose first word is the same */
    appraise_commands,
    round_commands,
    plan_commands,
    unit_commands,
    officer_commands,
    profile_commands,
    NULL,
};
/* clang-format on */

const struct command_group all_groups[] = {
    {"dossier", N_("Dossiers of nomination (III.5)")},
    {"receipt", N_("Receipts")},
    {"task", N_("Tasks assigned to units (III.4)")},
    {"evidence", N_("Evidence files of tasks and other things")},
    {"local-award", N_("Own awards of communes and wards (II.3.a)")},
    {"initiative", N_("Initiatives and new models (I.1.c, II.2.e, III.4)")},
    {"outreach", N_("Making the Plan known (II.2.d, IV.1, IV.2)")},
    {"index", N_("The CCHC index of the units (II.3.a)")},
    {"appraise", N_("Appraisal of nominees (III.4, IV.3.a)")},
    {"assess", N_("Assessment of units (IV.3.a)")},
    {"round", N_("Rounds and deadlines (III.1–3)")},
    {"plan", N_("Plans: the rules as data")},
    {"difficulty", N_("Difficulties that units report (closing clause)")},
    {"discipline", N_("Discipline (I.2.e), for Home Affairs only")},
    {"unit", N_("Units of the town (II.1)")},
    {"officer", N_("Officers and their devices")},
    {"profile", N_("Profiles of this device")},
    {0},
};
