/* All command tables, one per file of this folder. */
#ifndef CLIENT_CMD_COMMANDS_H
#define CLIENT_CMD_COMMANDS_H

#include "command.h"

extern const struct command enroll_commands[];
extern const struct command whoami_commands[];
extern const struct command profile_commands[];
extern const struct command officer_commands[];
extern const struct command unit_commands[];
extern const struct command plan_commands[];
extern const struct command index_commands[]; /* define, import, self-score, appraise, publish */
extern const struct command index_query_commands[]; /* list, show, rank, trend */
extern const struct command rank_commands[];
extern const struct command simulate_commands[];
extern const struct command appraise_commands[];
extern const struct command assess_commands[];
extern const struct command publication_commands[];
extern const struct command appraise_list_commands[];   /* list, assign, differences, … */
extern const struct command council_member_commands[];  /* appoint, release, import, members */
extern const struct command council_session_commands[]; /* convene, roll, end, list, show */
extern const struct command council_ballot_commands[];  /* ballot to tally */
extern const struct command council_vote_commands[];    /* vote, opinion */
extern const struct command council_minutes_commands[];
extern const struct command decision_commands[];
extern const struct command certificate_commands[];
extern const struct command history_commands[];
extern const struct command round_commands[];
extern const struct command dossier_folder_commands[]; /* new, check */
extern const struct command dossier_submit_commands[]; /* submit */
extern const struct command dossier_step_commands[];   /* confirm, receive, return, withdraw */
extern const struct command dossier_query_commands[];  /* list, show, diff */
extern const struct command dossier_fetch_commands[];  /* fetch */
extern const struct command task_commands[];           /* assign, import, list, show, summary */
extern const struct command task_step_commands[];      /* report, confirm, send-back, … */
extern const struct command evidence_commands[];       /* of anything but dossiers */
extern const struct command difficulty_commands[];
extern const struct command discipline_commands[]; /* open to end, list, show */
extern const struct command discipline_import_commands[];
extern const struct command status_commands[];
extern const struct command receipt_commands[];
extern const struct command initiative_write_commands[]; /* register, correct */
extern const struct command initiative_import_commands[];
extern const struct command initiative_step_commands[];  /* assess to end-adoption */
extern const struct command initiative_query_commands[]; /* list, show, adoptions */
extern const struct command outreach_commands[];
extern const struct command past_award_commands[]; /* from before the software */
extern const struct command local_award_commands[];

/* In the order of help; ends with NULL. */
extern const struct command *const all_commands[];
/* Ends with {0}. */
extern const struct command_group all_groups[];

#endif
