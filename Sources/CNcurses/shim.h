// The only door to ncurses and to the signals of a terminal program.
//
// Swift cannot import its masks, macros and mutable globals, so everything here takes and
// returns plain integers and one plain cell; no curses type crosses. One thread owns every
// call except vd_wake and the crash handler, which touches only what is safe in a handler.
#ifndef VOLDESK_NCURSES_SHIM_H
#define VOLDESK_NCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

// term.h defines words of the terminfo language as macros; none of them may leak.
#undef lines
#undef columns
#undef tab
#undef bell
#undef newline

// One cell as the screen sends it.
typedef struct {
  uint32_t scalar, combining;
  int32_t pair;
  uint8_t attributes, width;
} vd_cell;

enum { VD_BOLD = 1, VD_DIM = 2, VD_UNDERLINE = 4, VD_REVERSE = 8, VD_ITALIC = 16 };

// Codes of vd_getkey beyond the scalars of Unicode.
enum {
  VD_NONE = -1,
  VD_KEY = 0x200000,
  VD_UP = VD_KEY, VD_DOWN, VD_LEFT, VD_RIGHT, VD_HOME, VD_END, VD_PGUP, VD_PGDN, VD_INSERT,
  VD_DELETE, VD_BACKTAB, VD_BACKSPACE, VD_ENTER, VD_MOUSE, VD_PASTE_BEGIN, VD_PASTE_END,
  VD_IGNORED, VD_F0
};

// Codes given to define_key for sequences that curses has no name for; it keeps 16 bits.
enum { VD_DEFINE_BEGIN = 0x7001, VD_DEFINE_END, VD_DEFINE_IGNORED };

// What a session keeps; Swift holds it as a pointer it cannot look into.
typedef struct {
  SCREEN *screen;
  WINDOW *keys;
  FILE *input;
  struct termios saved;
  volatile sig_atomic_t has_saved, is_active;
  int tty;
} vd_session;

static inline void *vd_new_session(void) { return calloc(1, sizeof(vd_session)); }

// The session that a crash or an exit must put right. Only the functions that are set up by
// vd_guard may read it: an object file that has one of them has them all.
static inline vd_session **vd_guarded(void) {
  static vd_session *session;
  return &session;
}

// MARK: restoring without curses

// Ends synchronised output, mouse reports and pasting, clears attributes, leaves the alternate
// screen, shows the cursor, leaves the keypad mode.
#define VD_SOFT "\033[?2026l\033[?1006l\033[?1003l\033[?1002l\033[?1000l\033[?2004l\033[0m\033[?25h"
#define VD_HARD VD_SOFT "\033(B\017\033[?1l\033>\033[?1049l"

static inline void vd_write_all(int fd, const char *text, size_t length) {
  for (int tries = 0; length > 0 && tries < 64; tries++) {
    ssize_t sent = write(fd, text, length);
    if (sent < 0 && errno != EINTR) return;
    if (sent > 0) { text += sent; length -= (size_t)sent; }
  }
}

// Puts the terminal right with calls that are safe in a signal handler.
static inline void vd_emergency_restore(void) {
  vd_session *s = *vd_guarded();
  if (!s || !s->is_active) return;
  s->is_active = 0;
  vd_write_all(STDOUT_FILENO, VD_HARD, sizeof VD_HARD - 1);
  if (s->has_saved) tcsetattr(s->tty, TCSANOW, &s->saved);
}

static inline void vd_on_crash(int signal_number) {
  vd_emergency_restore();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

// Restores the terminal when the process crashes or exits; a crash is handled on a stack of its
// own, so that an overflow is as well.
static inline void vd_guard(void *session) {
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
  if (!*vd_guarded()) atexit(vd_emergency_restore);
  *vd_guarded() = session;
  stack_t stack = {0};
  stack.ss_size = 65536;
  stack.ss_sp = malloc(stack.ss_size);
  if (stack.ss_sp) sigaltstack(&stack, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = vd_on_crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (unsigned i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
}

// What `reset` does for a terminal that an earlier program left broken.
static inline int vd_reset_tty(void) {
  int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return 0;
  struct termios t;
  if (tcgetattr(fd, &t) == 0) {
    t.c_iflag |= BRKINT | ICRNL | IXON;
    t.c_iflag &= ~(tcflag_t)(IGNCR | INLCR | ISTRIP);
    t.c_oflag |= OPOST | ONLCR;
    t.c_lflag |= ECHO | ECHOE | ECHOK | ICANON | ISIG | IEXTEN;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    tcsetattr(fd, TCSANOW, &t);
  }
  vd_write_all(fd, VD_HARD "\r\n", sizeof VD_HARD + 1);
  close(fd);
  return 1;
}

// MARK: signals and waking

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

// The signal mask of a child must be empty again; called between fork and exec.
static inline void vd_unblock_signals(void) {
  sigset_t set;
  vd_handled_signals(&set);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
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

// MARK: the session

// Sets the locale of characters; 1 when they are UTF-8.
static inline int vd_locale_is_utf8(void) {
  setlocale(LC_CTYPE, "");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

// Sequences that terminals send whatever their entry says.
static inline void vd_define_keys(void) {
  static const struct { const char *text; int code; } known[] = {
    {"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},
    {"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME}, {"\033[F", KEY_END}, {"\033OH", KEY_HOME}, {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END}, {"\033[7~", KEY_HOME}, {"\033[8~", KEY_END},
    {"\033[2~", KEY_IC}, {"\033[3~", KEY_DC}, {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
    {"\033[Z", KEY_BTAB}, {"\033OM", KEY_ENTER},
    {"\033OP", KEY_F(1)}, {"\033OQ", KEY_F(2)}, {"\033OR", KEY_F(3)}, {"\033OS", KEY_F(4)},
    {"\033[11~", KEY_F(1)}, {"\033[12~", KEY_F(2)}, {"\033[13~", KEY_F(3)},
    {"\033[14~", KEY_F(4)}, {"\033[[A", KEY_F(1)}, {"\033[[B", KEY_F(2)}, {"\033[[C", KEY_F(3)},
    {"\033[[D", KEY_F(4)}, {"\033[[E", KEY_F(5)}, {"\033[15~", KEY_F(5)},
    {"\033[17~", KEY_F(6)}, {"\033[18~", KEY_F(7)}, {"\033[19~", KEY_F(8)},
    {"\033[20~", KEY_F(9)}, {"\033[21~", KEY_F(10)}, {"\033[23~", KEY_F(11)},
    {"\033[24~", KEY_F(12)},
    {"\033[200~", VD_DEFINE_BEGIN}, {"\033[201~", VD_DEFINE_END},
    {"\033[I", VD_DEFINE_IGNORED}, {"\033[O", VD_DEFINE_IGNORED},
  };
  for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
    define_key(known[i].text, known[i].code);
}

// Opens the screen on a terminal of a type; 0 when curses does not know the type.
static inline int vd_open(void *session, const char *type, int input, int escape_ms) {
  vd_session *s = session;
  s->tty = input;
  s->has_saved = tcgetattr(input, &s->saved) == 0;
  if (s->input && s->input != stdin) fclose(s->input);
  s->input = input == STDIN_FILENO ? stdin : fdopen(dup(input), "r");
  if (!s->input) return 0;
  use_tioctl(TRUE);
  s->screen = newterm(type, stdout, s->input);
  if (!s->screen) return 0;
  set_term(s->screen);
  s->is_active = 1;
  raw();
  noecho();
  nonl();
  curs_set(0);
  set_escdelay(escape_ms);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  leaveok(stdscr, TRUE);
  s->keys = newpad(1, 1);
  if (!s->keys) return 0;
  keypad(s->keys, TRUE);
  nodelay(s->keys, TRUE);
  meta(s->keys, TRUE);
  vd_define_keys();
  return 1;
}

static inline int vd_can_address(void) {
  char name[] = "cup";
  const char *text = tigetstr(name);
  return text != NULL && text != (const char *)-1;
}
static inline int vd_has_colors(void) { return has_colors(); }
static inline int vd_colors(void) { return COLORS; }
static inline int vd_pairs(void) { return COLOR_PAIRS; }
static inline int vd_rows(void) { return getmaxy(stdscr); }
static inline int vd_columns(void) { return getmaxx(stdscr); }
static inline int vd_init_pair(int pair, int foreground, int background) {
  return init_extended_pair(pair, foreground, background) == OK;
}

static inline void vd_mouse(int on) {
  mouseinterval(0);
  mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

static inline void vd_paste_reports(int on) {
  const char *text = on ? "\033[?2004h" : "\033[?2004l";
  vd_write_all(STDOUT_FILENO, text, 8);
}

// Takes the window's size from the terminal; 1 when it changed.
static inline int vd_resize(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  int rows = size.ws_row > 0 ? size.ws_row : 1, columns = size.ws_col > 0 ? size.ws_col : 1;
  if (rows == vd_rows() && columns == vd_columns()) return 0;
  return resizeterm(rows, columns) == OK;
}

static inline attr_t vd_attributes(int bits) {
  attr_t a = A_NORMAL;
  if (bits & VD_BOLD) a |= A_BOLD;
  if (bits & VD_DIM) a |= A_DIM;
  if (bits & VD_UNDERLINE) a |= A_UNDERLINE;
  if (bits & VD_REVERSE) a |= A_REVERSE;
  if (bits & VD_ITALIC) a |= A_ITALIC;
  return a;
}

// Puts cells into a row of the screen; the right halves of wide glyphs have width 0.
//
// A glyph whose width the C library sees otherwise becomes `?`, so that columns stay in place.
static inline void vd_put_run(int y, int x, const vd_cell *cells, int count) {
  cchar_t run[256];
  int length = 0, start = x;
  for (int i = 0; i < count; i++) {
    vd_cell cell = cells[i];
    if (cell.width == 0) continue;
    int fits = wcwidth((wchar_t)cell.scalar) == cell.width;
    int repeat = fits ? 1 : cell.width;
    wchar_t text[3] = {fits ? (wchar_t)cell.scalar : L'?', (wchar_t)cell.combining, 0};
    if (!fits || wcwidth(text[1]) != 0) text[1] = 0;
    int pair = cell.pair;
    for (int r = 0; r < repeat; r++)
      setcchar(&run[length++], text, vd_attributes(cell.attributes), 0, &pair);
    x += cell.width;
    if (length >= 250) {
      mvadd_wchnstr(y, start, run, length);
      length = 0;
      start = x;
    }
  }
  if (length > 0) mvadd_wchnstr(y, start, run, length);
}

// Sends what changed, as one unit where the terminal can.
static inline void vd_flush(int synchronised) {
  wnoutrefresh(stdscr);
  if (synchronised) vd_write_all(STDOUT_FILENO, "\033[?2026h", 8);
  doupdate();
  if (synchronised) vd_write_all(STDOUT_FILENO, "\033[?2026l", 8);
}

// Forgets what the terminal shows, so that the next flush sends everything.
static inline void vd_forget(void) { clearok(curscr, TRUE); }

static inline int vd_translate(int code) {
  switch (code) {
    case KEY_UP: return VD_UP;
    case KEY_DOWN: return VD_DOWN;
    case KEY_LEFT: return VD_LEFT;
    case KEY_RIGHT: return VD_RIGHT;
    case KEY_HOME: return VD_HOME;
    case KEY_END: return VD_END;
    case KEY_PPAGE: return VD_PGUP;
    case KEY_NPAGE: return VD_PGDN;
    case KEY_IC: return VD_INSERT;
    case KEY_DC: return VD_DELETE;
    case KEY_BTAB: return VD_BACKTAB;
    case KEY_BACKSPACE: return VD_BACKSPACE;
    case KEY_ENTER: return VD_ENTER;
    case KEY_MOUSE: return VD_MOUSE;
    case VD_DEFINE_BEGIN: return VD_PASTE_BEGIN;
    case VD_DEFINE_END: return VD_PASTE_END;
    default:
      return code > KEY_F0 && code <= KEY_F(12) ? VD_F0 + code - KEY_F0 : VD_IGNORED;
  }
}

// The next key: a scalar, a code from above, or VD_NONE.
static inline int vd_getkey(void *session) {
  wint_t code = 0;
  int kind = wget_wch(((vd_session *)session)->keys, &code);
  if (kind == ERR) return VD_NONE;
  return kind == KEY_CODE_YES ? vd_translate((int)code) : (int)code;
}

// The mouse report that VD_MOUSE announced: 1 press, 2 wheel up, 3 wheel down, 0 none.
static inline int vd_getmouse(int *x, int *y) {
  MEVENT event;
  if (getmouse(&event) != OK) return 0;
  *x = event.x;
  *y = event.y;
  if (event.bstate & BUTTON1_PRESSED) return 1;
  if (event.bstate & BUTTON4_PRESSED) return 2;
  return event.bstate & BUTTON5_PRESSED ? 3 : 0;
}

// Leaves the screen and keeps what is needed to come back with vd_flush.
static inline void vd_leave(void *session) {
  vd_session *s = session;
  if (!s->is_active) return;
  endwin();
  vd_write_all(STDOUT_FILENO, VD_SOFT, sizeof VD_SOFT - 1);
  if (s->has_saved) tcsetattr(s->tty, TCSADRAIN, &s->saved);
  s->is_active = 0;
}

static inline void vd_return(void *session) {
  vd_session *s = session;
  s->is_active = 1;
  reset_prog_mode();
  clearok(curscr, TRUE);
}

// Stops the process group as the terminal's suspend key would; returns once continued.
//
// The kernel ignores it where no shell could continue the process.
static inline void vd_stop_group(void) {
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  signal(SIGTSTP, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, &before);
  kill(0, SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

#endif
