/* The composition root: puts the daemon together, runs it, takes it apart.
 *
 *   start: config → data folder (permissions, lock) → migrations → keys → evidence → plans
 *          → executor → protocol → listener → READY
 *   stop:  no new connections → GoAway, answer what is in flight → listener → executor
 *          → protocol → signals and timers → the rest
 */
#ifndef SERVER_APP_H
#define SERVER_APP_H

/* thiduad run: returns the exit code after SIGTERM or SIGINT (0), or when starting failed. A
 * second signal ends the process at once. */
int app_run(int argc, const char **argv);
/* thiduad check-config */
int app_check_config(int argc, const char **argv);

#endif
