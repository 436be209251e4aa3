// Signals, waiting and waking of a terminal program, as plain integers for Swift.
#ifndef VOLDESK_SIGNALS_H
#define VOLDESK_SIGNALS_H

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static inline void vd_handled_signals(sigset_t *set) {
  static const int handled[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGCONT,
                                SIGTSTP};
  sigemptyset(set);
  for (unsigned i = 0; i < sizeof handled / sizeof *handled; i++) sigaddset(set, handled[i]);
}

// Blocks the signals that are read from a descriptor; threads started later inherit it.
static inline void vd_block_signals(void) {
  sigset_t set;
  vd_handled_signals(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  signal(SIGPIPE, SIG_IGN);
}

static inline int vd_signal_descriptor(void) {
  sigset_t set;
  vd_handled_signals(&set);
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

// The next signal that arrived, or 0.
static inline int vd_next_signal(int fd) {
  struct signalfd_siginfo info;
  return read(fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

static inline int vd_wake_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

static inline void vd_wake(int fd) {
  uint64_t one = 1;
  ssize_t sent = write(fd, &one, sizeof one);
  (void)sent;
}

static inline int vd_drain_wake(int fd) {
  uint64_t count = 0;
  return read(fd, &count, sizeof count) == (ssize_t)sizeof count;
}

// Waits for a descriptor; bit 0, 1, 2: input, signals, wake; bit 3: the terminal is gone.
static inline int vd_wait(int tty, int signals, int wake, int timeout_ms) {
  struct pollfd fds[3] = {{tty, POLLIN, 0}, {signals, POLLIN, 0}, {wake, POLLIN, 0}};
  if (poll(fds, 3, timeout_ms) <= 0) return 0;
  int ready = 0;
  for (int i = 0; i < 3; i++)
    if (fds[i].revents & POLLIN) ready |= 1 << i;
  if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ready |= 8;
  return ready;
}

// Whether the terminal takes output at once.
static inline int vd_is_writable(void) {
  struct pollfd fd = {STDOUT_FILENO, POLLOUT, 0};
  return poll(&fd, 1, 0) > 0 && (fd.revents & POLLOUT) != 0;
}

static inline int64_t vd_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
