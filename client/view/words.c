/* One table for each enum that people read. Terms: docs, and the Plan's own Vietnamese. */
#include "words.h"

#include "err.h"
#include "i18n.h"
#include "message.h"

struct word {
    int value;
    const char *msgid;
};

static const struct word ROLES[] = {
    {PB__ROLE__ROLE_UNIT_CLERK, N_("unit clerk")},
    {PB__ROLE__ROLE_UNIT_HEAD, N_("head of unit")},
    {PB__ROLE__ROLE_SPECIALIST, N_("Home Affairs specialist")},
    {PB__ROLE__ROLE_HOME_AFFAIRS_HEAD, N_("head of Home Affairs")},
    {PB__ROLE__ROLE_COUNCIL_MEMBER, N_("council member")},
    {PB__ROLE__ROLE_COUNCIL_SECRETARY, N_("council secretary")},
    {PB__ROLE__ROLE_COUNCIL_CHAIR, N_("council chair")},
    {PB__ROLE__ROLE_CHAIRMAN_OFFICE, N_("Chairman's office")},
    {PB__ROLE__ROLE_RADIO, N_("radio station")},
    {PB__ROLE__ROLE_AUDITOR, N_("auditor")},
    {PB__ROLE__ROLE_ADMINISTRATOR, N_("administrator")},
    {0, NULL},
};

static const struct word UNIT_KINDS[] = {
    {PB__UNIT_KIND__UNIT_DEPARTMENT, N_("board or department")},
    {PB__UNIT_KIND__UNIT_PUBLIC_SERVICE_UNIT, N_("public service unit")},
    {PB__UNIT_KIND__UNIT_CENTRAL_AGENCY, N_("central or provincial agency")},
    {PB__UNIT_KIND__UNIT_COMMUNE, N_("commune")},
    {PB__UNIT_KIND__UNIT_WARD, N_("ward")},
    {0, NULL},
};

static const struct word ROUND_KINDS[] = {
    {PB__ROUND_KIND__ROUND_ANNUAL, N_("annual")},
    {PB__ROUND_KIND__ROUND_INTERIM, N_("interim review 2021–2025")},
    {PB__ROUND_KIND__ROUND_FINAL, N_("final review 2021–2030")},
    {0, NULL},
};

static const struct word ROUND_STATES[] = {
    {PB__ROUND_STATE__ROUND_STATE_PLANNED, N_("not open yet")},
    {PB__ROUND_STATE__ROUND_STATE_OPEN, N_("open")},
    {PB__ROUND_STATE__ROUND_STATE_REVIEWING, N_("under review")},
    {PB__ROUND_STATE__ROUND_STATE_SUBMITTED, N_("submitted to the Chairman")},
    {PB__ROUND_STATE__ROUND_STATE_DECIDED, N_("decided")},
    {PB__ROUND_STATE__ROUND_STATE_PUBLISHED, N_("published")},
    {PB__ROUND_STATE__ROUND_STATE_CLOSED, N_("closed")},
    {0, NULL},
};

static const struct word NOMINEE_KINDS[] = {
    {PB__NOMINEE_KIND__NOMINEE_COLLECTIVE, N_("collective")},
    {PB__NOMINEE_KIND__NOMINEE_INDIVIDUAL, N_("individual")},
    {0, NULL},
};

static const struct word GENDERS[] = {
    {PB__GENDER__GENDER_FEMALE, N_("female")},
    {PB__GENDER__GENDER_MALE, N_("male")},
    {0, NULL},
};

static const struct word DOSSIER_STATES[] = {
    {PB__DOSSIER_STATE__DOSSIER_DRAFT, N_("draft")},
    {PB__DOSSIER_STATE__DOSSIER_SUBMITTED, N_("submitted, waits for the head of unit")},
    {PB__DOSSIER_STATE__DOSSIER_CONFIRMED, N_("confirmed by the head of unit")},
    {PB__DOSSIER_STATE__DOSSIER_RECEIVED, N_("received")},
    {PB__DOSSIER_STATE__DOSSIER_RETURNED, N_("returned for supplement")},
    {PB__DOSSIER_STATE__DOSSIER_IN_APPRAISAL, N_("in appraisal")},
    {PB__DOSSIER_STATE__DOSSIER_APPRAISED, N_("appraised")},
    {PB__DOSSIER_STATE__DOSSIER_WITHDRAWN, N_("withdrawn")},
    {0, NULL},
};

static const struct word DOSSIER_EVENTS[] = {
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_SUBMIT, N_("submission")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_CONFIRM, N_("confirmation by the head of unit")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_RECEIVE, N_("reception")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_RETURN, N_("return for supplement")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_WITHDRAW, N_("withdrawal")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISE, N_("begin of the appraisal")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_APPRAISED, N_("end of the appraisal")},
    {PB__DOSSIER_EVENT__DOSSIER_EVENT_REOPEN, N_("appraisal reopened")},
    {0, NULL},
};

static const struct word NOMINEE_STATES[] = {
    {PB__NOMINEE_STATE__NOMINEE_STATE_PROPOSED, N_("proposed")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_ELIGIBLE, N_("eligible")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_INELIGIBLE, N_("ineligible")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_RECOMMENDED, N_("recommended by the council")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_RESERVE, N_("reserve")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_NOT_RECOMMENDED, N_("not recommended")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_AWARDED, N_("awarded")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_NOT_AWARDED, N_("not awarded")},
    {PB__NOMINEE_STATE__NOMINEE_STATE_REVOKED, N_("award revoked")},
    {0, NULL},
};

static const struct word NOMINEE_EVENTS[] = {
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_ELIGIBLE, N_("found eligible")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_FIND_INELIGIBLE, N_("found ineligible")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_RECOMMEND, N_("recommendation of the council")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_RESERVE, N_("put in reserve by the council")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_NOT_RECOMMEND, N_("no recommendation of the council")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_AWARD, N_("award")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_REFUSE, N_("refusal")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_REVOKE, N_("revocation")},
    {PB__NOMINEE_EVENT__NOMINEE_EVENT_REOPEN, N_("reopening")},
    {0, NULL},
};

static const struct word DECISION_STATES[] = {
    {PB__DECISION_STATE__DECISION_STATE_NONE, N_("not drafted yet")},
    {PB__DECISION_STATE__DECISION_STATE_DRAFTED, N_("drafted, waits for the head of Home Affairs")},
    {PB__DECISION_STATE__DECISION_STATE_APPROVED, N_("approved, not submitted yet")},
    {PB__DECISION_STATE__DECISION_STATE_SUBMITTED, N_("submitted, waits for the Chairman")},
    {PB__DECISION_STATE__DECISION_STATE_SENT_BACK, N_("sent back by the Chairman's office")},
    {PB__DECISION_STATE__DECISION_STATE_SIGNED, N_("signed")},
    {0, NULL},
};

static const struct word DECISION_EVENTS[] = {
    {PB__DECISION_EVENT__DECISION_EVENT_DRAFT, N_("drafted")},
    {PB__DECISION_EVENT__DECISION_EVENT_APPROVE, N_("approved")},
    {PB__DECISION_EVENT__DECISION_EVENT_SUBMIT, N_("list submitted to the Chairman")},
    {PB__DECISION_EVENT__DECISION_EVENT_SEND_BACK, N_("sent back")},
    {PB__DECISION_EVENT__DECISION_EVENT_SIGN, N_("signed")},
    {PB__DECISION_EVENT__DECISION_EVENT_REVOKE, N_("an award revoked")},
    {0, NULL},
};

static const struct word CERTIFICATE_STATES[] = {
    {PB__CERTIFICATE_STATE__CERTIFICATE_STATE_GENUINE, N_("genuine")},
    {PB__CERTIFICATE_STATE__CERTIFICATE_STATE_REPLACED, N_("replaced by a newer paper")},
    {PB__CERTIFICATE_STATE__CERTIFICATE_STATE_REVOKED, N_("revoked")},
    {0, NULL},
};

static const struct word HISTORY_KINDS[] = {
    {PB__HISTORY_KIND__HISTORY_KIND_AWARD, N_("certificate of merit of the Chairman")},
    {PB__HISTORY_KIND__HISTORY_KIND_REFUSAL, N_("proposed, not awarded")},
    {PB__HISTORY_KIND__HISTORY_KIND_LOCAL_AWARD, N_("certificate of the commune or ward")},
    {0, NULL},
};

static const struct word REISSUE_CAUSES[] = {
    {PB__REISSUE_CAUSE__REISSUE_CAUSE_LOST, N_("lost")},
    {PB__REISSUE_CAUSE__REISSUE_CAUSE_DAMAGED, N_("damaged")},
    {PB__REISSUE_CAUSE__REISSUE_CAUSE_MISSPELT, N_("misspelt name")},
    {0, NULL},
};

static const struct word VERDICTS[] = {
    {PB__VERDICT__VERDICT_MET, N_("met")},
    {PB__VERDICT__VERDICT_NOT_MET, N_("not met")},
    {PB__VERDICT__VERDICT_UNCLEAR, N_("unclear")},
    {0, NULL},
};

static const struct word VERDICT_STANDINGS[] = {
    {PB__VERDICT_STANDING__VERDICT_STANDING_MISSING, N_("no verdict yet")},
    {PB__VERDICT_STANDING__VERDICT_STANDING_MET, N_("met")},
    {PB__VERDICT_STANDING__VERDICT_STANDING_NOT_MET, N_("not met")},
    {PB__VERDICT_STANDING__VERDICT_STANDING_UNCLEAR, N_("unclear")},
    {PB__VERDICT_STANDING__VERDICT_STANDING_DIFFERING, N_("judged differently")},
    {0, NULL},
};

static const struct word APPRAISAL_SORTS[] = {
    {PB__APPRAISAL_SORT__APPRAISAL_SORT_NOMINEE, N_("by number")},
    {PB__APPRAISAL_SORT__APPRAISAL_SORT_NAME, N_("by name")},
    {PB__APPRAISAL_SORT__APPRAISAL_SORT_UNIT, N_("by unit")},
    {PB__APPRAISAL_SORT__APPRAISAL_SORT_LINE, N_("by award line")},
    {PB__APPRAISAL_SORT__APPRAISAL_SORT_STATE, N_("by state")},
    {PB__APPRAISAL_SORT__APPRAISAL_SORT_ASSIGNED, N_("by appraiser")},
    {0, NULL},
};

static const struct word DUPLICATE_MATCHES[] = {
    {PB__DUPLICATE_MATCH__DUPLICATE_MATCH_STAFF_CODE, N_("staff code")},
    {PB__DUPLICATE_MATCH__DUPLICATE_MATCH_CITIZEN_ID, N_("citizen number")},
    {PB__DUPLICATE_MATCH__DUPLICATE_MATCH_NAME, N_("name")},
    {0, NULL},
};

static const struct word DUPLICATE_VERDICTS[] = {
    {PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_DIFFERENT, N_("somebody else")},
    {PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_OTHER_ACHIEVEMENT,
     N_("the same one, another achievement")},
    {PB__DUPLICATE_VERDICT__DUPLICATE_VERDICT_SAME, N_("the same one, the same achievement")},
    {0, NULL},
};

static const struct word ROUND_EVENTS[] = {
    {PB__ROUND_EVENT__ROUND_EVENT_REVIEW, N_("closed for dossiers")},
    {PB__ROUND_EVENT__ROUND_EVENT_SUBMIT, N_("list submitted to the Chairman")},
    {PB__ROUND_EVENT__ROUND_EVENT_SEND_BACK, N_("list sent back by the Chairman")},
    {PB__ROUND_EVENT__ROUND_EVENT_DECIDE, N_("decision signed")},
    {PB__ROUND_EVENT__ROUND_EVENT_PUBLISH, N_("publication")},
    {PB__ROUND_EVENT__ROUND_EVENT_CLOSE, N_("closing")},
    {0, NULL},
};

static const struct word INDEX_LEVELS[] = {
    {PB__INDEX_LEVEL__INDEX_LEVEL_DEPARTMENT, N_("boards and departments")},
    {PB__INDEX_LEVEL__INDEX_LEVEL_COMMUNE_WARD, N_("communes and wards")},
    {0, NULL},
};

static const struct word INDEX_METHODS[] = {
    {PB__INDEX_METHOD__INDEX_METHOD_SELF_APPRAISED, N_("self-scored and appraised")},
    {PB__INDEX_METHOD__INDEX_METHOD_SURVEY, N_("survey")},
    {0, NULL},
};

static const struct word INDEX_SCORE_KINDS[] = {
    {PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SELF, N_("self-score")},
    {PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_APPRAISED, N_("appraised score")},
    {PB__INDEX_SCORE_KIND__INDEX_SCORE_KIND_SURVEY, N_("survey score")},
    {0, NULL},
};

static const struct word DISCIPLINE_STATES[] = {
    {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_UNDER_CONSIDERATION, N_("under consideration")},
    {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_IMPOSED, N_("measure imposed")},
    {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_ENDED, N_("ended")},
    {PB__DISCIPLINE_STATE__DISCIPLINE_STATE_DISMISSED, N_("dismissed")},
    {0, NULL},
};

static const struct word DISCIPLINE_EVENTS[] = {
    {PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_OPEN, N_("consideration opened")},
    {PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_IMPOSE, N_("measure imposed")},
    {PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_DISMISS, N_("dismissal")},
    {PB__DISCIPLINE_EVENT__DISCIPLINE_EVENT_END, N_("end of the measure")},
    {0, NULL},
};

static const struct word DIFFICULTY_STATES[] = {
    {PB__DIFFICULTY_STATE__DIFFICULTY_STATE_REPORTED, N_("reported, waits for Home Affairs")},
    {PB__DIFFICULTY_STATE__DIFFICULTY_STATE_FORWARDED,
     N_("forwarded, waits for the People's Committee")},
    {PB__DIFFICULTY_STATE__DIFFICULTY_STATE_ANSWERED, N_("answered")},
    {PB__DIFFICULTY_STATE__DIFFICULTY_STATE_CLOSED, N_("closed")},
    {0, NULL},
};

static const struct word DIFFICULTY_EVENTS[] = {
    {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_REPORT, N_("report")},
    {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_ANSWER, N_("answer")},
    {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_FORWARD, N_("forwarding to the People's Committee")},
    {PB__DIFFICULTY_EVENT__DIFFICULTY_EVENT_CLOSE, N_("closing")},
    {0, NULL},
};

static const struct word TASK_STATES[] = {
    {PB__TASK_STATE__TASK_ASSIGNED, N_("assigned")},
    {PB__TASK_STATE__TASK_REPORTED, N_("reported, waits for Home Affairs")},
    {PB__TASK_STATE__TASK_SENT_BACK, N_("report sent back")},
    {PB__TASK_STATE__TASK_DONE_ON_TIME, N_("done on time")},
    {PB__TASK_STATE__TASK_DONE_LATE, N_("done late")},
    {PB__TASK_STATE__TASK_NOT_DONE, N_("not done")},
    {PB__TASK_STATE__TASK_WITHDRAWN, N_("withdrawn")},
    {0, NULL},
};

static const struct word TASK_EVENTS[] = {
    {PB__TASK_EVENT__TASK_EVENT_ASSIGN, N_("assignment")},
    {PB__TASK_EVENT__TASK_EVENT_REPORT, N_("report of completion")},
    {PB__TASK_EVENT__TASK_EVENT_CONFIRM, N_("confirmation by Home Affairs")},
    {PB__TASK_EVENT__TASK_EVENT_NOT_DONE, N_("found not done")},
    {PB__TASK_EVENT__TASK_EVENT_SEND_BACK, N_("report sent back")},
    {PB__TASK_EVENT__TASK_EVENT_WITHDRAW, N_("withdrawal")},
    {PB__TASK_EVENT__TASK_EVENT_CHANGE_DUE, N_("change of the due date")},
    {PB__TASK_EVENT__TASK_EVENT_ENTER, N_("entered from before the software")},
    {0, NULL},
};

static const struct word TASK_STANDINGS[] = {
    {PB__TASK_STANDING__TASK_STANDING_OPEN, N_("in progress")},
    {PB__TASK_STANDING__TASK_STANDING_OVERDUE, N_("overdue")},
    {PB__TASK_STANDING__TASK_STANDING_AWAITING, N_("reported, to be confirmed")},
    {PB__TASK_STANDING__TASK_STANDING_AWAITING_LATE, N_("reported as done late, to be confirmed")},
    {PB__TASK_STANDING__TASK_STANDING_ON_TIME, N_("done on time")},
    {PB__TASK_STANDING__TASK_STANDING_LATE, N_("done late")},
    {PB__TASK_STANDING__TASK_STANDING_NOT_DONE, N_("not done")},
    {PB__TASK_STANDING__TASK_STANDING_WITHDRAWN, N_("withdrawn")},
    {0, NULL},
};

static const struct word CRITERION_ANSWERS[] = {
    {PB__CRITERION_ANSWER__CRITERION_MET, N_("met")},
    {PB__CRITERION_ANSWER__CRITERION_NOT_MET, N_("not met")},
    {PB__CRITERION_ANSWER__CRITERION_NOT_YET, N_("not yet decided")},
    {PB__CRITERION_ANSWER__CRITERION_NO_BASIS, N_("no basis")},
    {0, NULL},
};

static const struct word TASK_SORTS[] = {
    {PB__TASK_SORT__TASK_SORT_CODE, N_("by code")},
    {PB__TASK_SORT__TASK_SORT_DUE, N_("by due date")},
    {0, NULL},
};

static const struct word INITIATIVE_KINDS[] = {
    {PB__INITIATIVE_KIND__INITIATIVE_SOLUTION, N_("initiative")},
    {PB__INITIATIVE_KIND__INITIATIVE_MODEL, N_("new model")},
    {0, NULL},
};

static const struct word INITIATIVE_STATES[] = {
    {PB__INITIATIVE_STATE__INITIATIVE_STATE_REGISTERED, N_("registered")},
    {PB__INITIATIVE_STATE__INITIATIVE_STATE_ASSESSED, N_("assessed")},
    {PB__INITIATIVE_STATE__INITIATIVE_STATE_RECOGNISED, N_("recognised")},
    {PB__INITIATIVE_STATE__INITIATIVE_STATE_REFUSED, N_("refused")},
    {PB__INITIATIVE_STATE__INITIATIVE_STATE_PUBLISHED, N_("in the town's catalogue")},
    {0, NULL},
};

static const struct word INITIATIVE_EVENTS[] = {
    {PB__INITIATIVE_EVENT__INITIATIVE_EVENT_REGISTER, N_("registration")},
    {PB__INITIATIVE_EVENT__INITIATIVE_EVENT_CORRECT, N_("correction")},
    {PB__INITIATIVE_EVENT__INITIATIVE_EVENT_ASSESS, N_("assessment")},
    {PB__INITIATIVE_EVENT__INITIATIVE_EVENT_RECOGNISE, N_("recognition")},
    {PB__INITIATIVE_EVENT__INITIATIVE_EVENT_REFUSE, N_("refusal")},
    {PB__INITIATIVE_EVENT__INITIATIVE_EVENT_PUBLISH, N_("publication")},
    {0, NULL},
};

static const struct word INITIATIVE_EFFECTS[] = {
    {PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_NOT_SHOWN, N_("no effect shown")},
    {PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_IN_UNIT, N_("effective in the unit")},
    {PB__INITIATIVE_EFFECT__INITIATIVE_EFFECT_REPLICABLE,
     N_("effective, other units can learn from it")},
    {0, NULL},
};

static const struct word DISCIPLINE_SORTS[] = {
    {PB__DISCIPLINE_SORT__DISCIPLINE_SORT_NUMBER, N_("by number")},
    {PB__DISCIPLINE_SORT__DISCIPLINE_SORT_LAST_DAY, N_("what ends first comes first")},
    {PB__DISCIPLINE_SORT__DISCIPLINE_SORT_UNIT, N_("by unit")},
    {0, NULL},
};

static const struct word INITIATIVE_SORTS[] = {
    {PB__INITIATIVE_SORT__INITIATIVE_SORT_NUMBER, N_("by number")},
    {PB__INITIATIVE_SORT__INITIATIVE_SORT_ADOPTIONS, N_("most adopted first")},
    {0, NULL},
};

static const struct word OUTREACH_CHANNELS[] = {
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_MEETING, N_("meeting")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_TRAINING, N_("training")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_LOUDSPEAKER, N_("loudspeakers")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_BROADCAST, N_("radio broadcast")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_POSTER, N_("posters, leaflets, notices")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_WEBSITE, N_("website")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_SOCIAL_NETWORK, N_("social network")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_CONTEST, N_("contest")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_HOUSEHOLD_VISIT, N_("visits to households")},
    {PB__OUTREACH_CHANNEL__OUTREACH_CHANNEL_OTHER, N_("other")},
    {0, NULL},
};

static const struct word RANKING_PLACES[] = {
    {PB__RANKING_PLACE__RANKING_PLACE_IN, N_("place")},
    {PB__RANKING_PLACE__RANKING_PLACE_TIED, N_("tied at the line")},
    {PB__RANKING_PLACE__RANKING_PLACE_RESERVE, N_("reserve")},
    {PB__RANKING_PLACE__RANKING_PLACE_OUT, N_("out")},
    {0, NULL},
};

static const struct word RANKING_TIE_BREAKS[] = {
    {PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_COMPONENT, N_("a component for equal totals")},
    {PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_PREFERENCE, N_("the national preference")},
    {PB__RANKING_TIE_BREAK__RANKING_TIE_BREAK_NONE, N_("equal")},
    {0, NULL},
};

static const struct word RANKING_MEASURES[] = {
    {PB__RANKING_MEASURE__RANKING_MEASURE_PERCENT, N_("percent")},
    {PB__RANKING_MEASURE__RANKING_MEASURE_COUNT, N_("number")},
    {PB__RANKING_MEASURE__RANKING_MEASURE_CHANGE, N_("percentage points")},
    {PB__RANKING_MEASURE__RANKING_MEASURE_LEVEL, N_("level")},
    {0, NULL},
};

static const struct word RANKING_APARTS[] = {
    {PB__RANKING_APART__RANKING_APART_INELIGIBLE, N_("ineligible")},
    {PB__RANKING_APART__RANKING_APART_NOT_APPRAISED, N_("not appraised yet")},
    {PB__RANKING_APART__RANKING_APART_REVOKED, N_("award revoked")},
    {PB__RANKING_APART__RANKING_APART_NO_BASIS,
     N_("no basis for a ranking: a question for the council")},
    {0, NULL},
};

static const struct word COUNCIL_POSITIONS[] = {
    {PB__COUNCIL_POSITION__COUNCIL_POSITION_CHAIR, N_("chair")},
    {PB__COUNCIL_POSITION__COUNCIL_POSITION_DEPUTY, N_("deputy chair")},
    {PB__COUNCIL_POSITION__COUNCIL_POSITION_MEMBER, N_("member")},
    {0, NULL},
};

static const struct word COUNCIL_SESSION_STATES[] = {
    {PB__COUNCIL_SESSION_STATE__COUNCIL_SESSION_STATE_CONVENED, N_("convened")},
    {PB__COUNCIL_SESSION_STATE__COUNCIL_SESSION_STATE_ENDED, N_("session ended")},
    {0, NULL},
};

static const struct word COUNCIL_ATTENDANCES[] = {
    {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT, N_("present")},
    {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_EXCUSED, N_("excused")},
    {PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_ABSENT, N_("absent")},
    {0, NULL},
};

static const struct word COUNCIL_BALLOT_KINDS[] = {
    {PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_SECRET, N_("secret ballot")},
    {PB__COUNCIL_BALLOT_KIND__COUNCIL_BALLOT_KIND_OPEN, N_("open vote")},
    {0, NULL},
};

static const struct word COUNCIL_BALLOT_STATES[] = {
    {PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_VOTING, N_("voting")},
    {PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_CLOSED, N_("counted")},
    {PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_ANNULLED, N_("annulled")},
    {0, NULL},
};

static const struct word COUNCIL_BALLOT_EVENTS[] = {
    {PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_OPEN, N_("ballot opened")},
    {PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_CLOSE, N_("closed and counted")},
    {PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_ANNUL, N_("ballot annulled")},
    {0, NULL},
};

static const struct word COUNCIL_CHOICES[] = {
    {PB__COUNCIL_CHOICE__COUNCIL_CHOICE_YES, N_("in favour")},
    {PB__COUNCIL_CHOICE__COUNCIL_CHOICE_NO, N_("not in favour")},
    {PB__COUNCIL_CHOICE__COUNCIL_CHOICE_BLANK, N_("blank")},
    {0, NULL},
};

static const struct word COUNCIL_VOTE_WAYS[] = {
    {PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_DEVICE, N_("from their own device")},
    {PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_OPINION, N_("written opinion")},
    {0, NULL},
};

static const struct word COUNCIL_OUTCOMES[] = {
    {PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RECOMMENDED, N_("recommended")},
    {PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_RESERVE, N_("reserve")},
    {PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_NOT_RECOMMENDED, N_("not recommended")},
    {PB__COUNCIL_OUTCOME__COUNCIL_OUTCOME_UNDECIDED, N_("undecided: one more ballot")},
    {0, NULL},
};

static const struct word COUNCIL_CONFLICTS[] = {
    {PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNIT, N_("own unit")},
    {PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_SELF, N_("themselves")},
    {0, NULL},
};

static const struct {
    const ProtobufCEnumDescriptor *type;
    const struct word *words;
} TYPES[] = {
    {&pb__role__descriptor, ROLES},
    {&pb__unit_kind__descriptor, UNIT_KINDS},
    {&pb__round_kind__descriptor, ROUND_KINDS},
    {&pb__round_state__descriptor, ROUND_STATES},
    {&pb__nominee_kind__descriptor, NOMINEE_KINDS},
    {&pb__gender__descriptor, GENDERS},
    {&pb__dossier_state__descriptor, DOSSIER_STATES},
    {&pb__dossier_event__descriptor, DOSSIER_EVENTS},
    {&pb__nominee_state__descriptor, NOMINEE_STATES},
    {&pb__nominee_event__descriptor, NOMINEE_EVENTS},
    {&pb__round_event__descriptor, ROUND_EVENTS},
    {&pb__ranking_place__descriptor, RANKING_PLACES},
    {&pb__ranking_tie_break__descriptor, RANKING_TIE_BREAKS},
    {&pb__ranking_measure__descriptor, RANKING_MEASURES},
    {&pb__ranking_apart__descriptor, RANKING_APARTS},
    {&pb__council_position__descriptor, COUNCIL_POSITIONS},
    {&pb__council_session_state__descriptor, COUNCIL_SESSION_STATES},
    {&pb__council_attendance__descriptor, COUNCIL_ATTENDANCES},
    {&pb__council_ballot_kind__descriptor, COUNCIL_BALLOT_KINDS},
    {&pb__council_ballot_state__descriptor, COUNCIL_BALLOT_STATES},
    {&pb__council_ballot_event__descriptor, COUNCIL_BALLOT_EVENTS},
    {&pb__council_choice__descriptor, COUNCIL_CHOICES},
    {&pb__council_vote_way__descriptor, COUNCIL_VOTE_WAYS},
    {&pb__council_outcome__descriptor, COUNCIL_OUTCOMES},
    {&pb__council_conflict__descriptor, COUNCIL_CONFLICTS},
    {&pb__decision_state__descriptor, DECISION_STATES},
    {&pb__decision_event__descriptor, DECISION_EVENTS},
    {&pb__certificate_state__descriptor, CERTIFICATE_STATES},
    {&pb__reissue_cause__descriptor, REISSUE_CAUSES},
    {&pb__history_kind__descriptor, HISTORY_KINDS},
    {&pb__verdict__descriptor, VERDICTS},
    {&pb__verdict_standing__descriptor, VERDICT_STANDINGS},
    {&pb__appraisal_sort__descriptor, APPRAISAL_SORTS},
    {&pb__duplicate_match__descriptor, DUPLICATE_MATCHES},
    {&pb__duplicate_verdict__descriptor, DUPLICATE_VERDICTS},
    {&pb__index_level__descriptor, INDEX_LEVELS},
    {&pb__index_method__descriptor, INDEX_METHODS},
    {&pb__index_score_kind__descriptor, INDEX_SCORE_KINDS},
    {&pb__discipline_state__descriptor, DISCIPLINE_STATES},
    {&pb__discipline_event__descriptor, DISCIPLINE_EVENTS},
    {&pb__difficulty_state__descriptor, DIFFICULTY_STATES},
    {&pb__difficulty_event__descriptor, DIFFICULTY_EVENTS},
    {&pb__task_state__descriptor, TASK_STATES},
    {&pb__task_event__descriptor, TASK_EVENTS},
    {&pb__task_standing__descriptor, TASK_STANDINGS},
    {&pb__criterion_answer__descriptor, CRITERION_ANSWERS},
    {&pb__task_sort__descriptor, TASK_SORTS},
    {&pb__initiative_kind__descriptor, INITIATIVE_KINDS},
    {&pb__initiative_state__descriptor, INITIATIVE_STATES},
    {&pb__initiative_event__descriptor, INITIATIVE_EVENTS},
    {&pb__initiative_effect__descriptor, INITIATIVE_EFFECTS},
    {&pb__initiative_sort__descriptor, INITIATIVE_SORTS},
    {&pb__discipline_sort__descriptor, DISCIPLINE_SORTS},
    {&pb__outreach_channel__descriptor, OUTREACH_CHANNELS},
};

const char *words_msgid(const ProtobufCEnumDescriptor *type, int value)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (TYPES[i].type != type)
            continue;
        for (const struct word *word = TYPES[i].words; word->msgid; word++)
            if (word->value == value)
                return word->msgid;
    }
    return NULL;
}

const char *words_of_name(const ProtobufCEnumDescriptor *type, const char *name)
{
    int value;
    const char *msgid = td_enum_value(type, name, &value) ? words_msgid(type, value) : NULL;
    return msgid ? _(msgid) : NULL;
}
