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
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include "signals.h"

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
  volatile sig_atomic_t has_saved, is_active, has_stalled;
  pthread_t owner;
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

// A write that blocks for seconds because nobody reads: what waits in the line is thrown away,
// so that the thread that owns the screen can answer a signal.
//
// Only a signal to the blocked thread itself wakes its write, so any other one passes it on.
static inline void vd_on_stall(int signal_number) {
  vd_session *s = *vd_guarded();
  if (!s) return;
  if (!pthread_equal(pthread_self(), s->owner)) {
    pthread_kill(s->owner, signal_number);
    return;
  }
  s->has_stalled = 1;
  tcflush(STDOUT_FILENO, TCOFLUSH);
}

static inline void vd_limit_writes(int seconds) {
  struct itimerval limit = {{0, 250000}, {seconds, 0}};
  if (seconds == 0) limit.it_interval.tv_usec = 0;
  setitimer(ITIMER_REAL, &limit, NULL);
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
  action.sa_handler = vd_on_stall;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
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
  s->owner = pthread_self();
  sigset_t stall;
  sigemptyset(&stall);
  sigaddset(&stall, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &stall, NULL);
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
  return (bits & VD_BOLD ? A_BOLD : 0) | (bits & VD_DIM ? A_DIM : 0) |
         (bits & VD_UNDERLINE ? A_UNDERLINE : 0) | (bits & VD_REVERSE ? A_REVERSE : 0) |
         (bits & VD_ITALIC ? A_ITALIC : 0);
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

// Sends what changed, as one unit where the terminal can; 0 when the terminal took too long.
static inline int vd_flush(void *session, int synchronised) {
  vd_session *s = session;
  s->has_stalled = 0;
  wnoutrefresh(stdscr);
  vd_limit_writes(3);
  if (synchronised) vd_write_all(STDOUT_FILENO, "\033[?2026h", 8);
  doupdate();
  if (synchronised) vd_write_all(STDOUT_FILENO, "\033[?2026l", 8);
  vd_limit_writes(0);
  return !s->has_stalled;
}

// Forgets what the terminal shows, so that the next flush sends everything.
static inline void vd_forget(void) { clearok(curscr, TRUE); }

static inline int vd_translate(int code) {
  static const int known[][2] = {
    {KEY_UP, VD_UP}, {KEY_DOWN, VD_DOWN}, {KEY_LEFT, VD_LEFT}, {KEY_RIGHT, VD_RIGHT},
    {KEY_HOME, VD_HOME}, {KEY_END, VD_END}, {KEY_PPAGE, VD_PGUP}, {KEY_NPAGE, VD_PGDN},
    {KEY_IC, VD_INSERT}, {KEY_DC, VD_DELETE}, {KEY_BTAB, VD_BACKTAB}, {KEY_ENTER, VD_ENTER},
    {KEY_BACKSPACE, VD_BACKSPACE}, {KEY_MOUSE, VD_MOUSE}, {VD_DEFINE_BEGIN, VD_PASTE_BEGIN},
    {VD_DEFINE_END, VD_PASTE_END},
  };
  for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i][0] == code) return known[i][1];
  return code > KEY_F0 && code <= KEY_F(12) ? VD_F0 + code - KEY_F0 : VD_IGNORED;
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
  vd_limit_writes(1);
  endwin();
  vd_write_all(STDOUT_FILENO, VD_SOFT, sizeof VD_SOFT - 1);
  vd_limit_writes(0);
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
