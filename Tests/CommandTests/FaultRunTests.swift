// What a desk does when its output closes, its disk fills, or a file stands in the way.

import FoundationEssentials
import Glibc
import Numerics
import Persistence
import TestKit
import Testing

@testable import voldesk

@Suite("Faults and outputs")
struct FaultRunTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func shell(_ line: String) throws -> CommandResult {
    try CommandRun(["-c", line], in: scratch, program: "/bin/bash").finish()
  }

  private func short(_ name: String) throws {
    let result = try voldesk(
      "--no-tui", "--replay", "2018-02-05", "--to", "09:40", "--db", scratch(name), in: scratch)
    try #require(result.code == 0, "\(result.error)")
  }

  @Test("an export writes over no file of the database, and through links and devices")
  func exports() throws {
    try short("a.db")
    let before = try scratch.bytes("a.db")
    try scratch.write([1], "a.db.kill")
    symlink(scratch("a.db"), scratch("link"))
    for name in ["a.db", "link", "a.db.head", "a.db.lock", "a.db.kill", "a.db-wal", "a.db-shm"] {
      let result = try voldesk(
        "export", "journal", "--db", scratch("a.db"), "--out", scratch(name), in: scratch)
      #expect(result.code == 3 && result.error.contains("belongs to the database"), "\(name)")
    }
    #expect(try scratch.bytes("a.db") == before)
    try scratch.write([2], "target")
    symlink(scratch("target"), scratch("alias"))
    for name in [scratch("alias"), "/dev/null"] {
      let result = try voldesk(
        "export", "journal", "--db", scratch("a.db"), "--out", name, in: scratch)
      #expect(result.code == 0, "\(result.error)")
    }
    var status = stat()
    #expect(lstat(scratch("alias"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(try scratch.bytes("target").count > 1_000)
    #expect(lstat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("what a start itself decides is printed, so the printed lines still hash")
  func carriedLatch() throws {
    let words = ["--no-tui", "--days", "1", "--seed", "3", "--db", scratch("c.db")]
    #expect(try CommandRun(words, in: scratch).finish().code == 0)
    #expect(try voldesk("kill", "drill", "--db", scratch("c.db"), in: scratch).code == 0)
    let result = try CommandRun(words + ["--restart"], in: scratch).finish()
    var hash = [UInt8](repeating: 0, count: 32)
    for line in result.lines.dropFirst().dropLast() { hash = SHA256.hash(hash + Array(line.utf8)) }
    let end = try #require(result.lines.last)
    #expect(end.contains("\"journal_hash\":\"\(SHA256.hexadecimal(hash))\""))
    #expect(result.lines.dropFirst().prefix(2).contains { $0.contains("carried over: drill") })
  }

  @Test("a full disk stops the desk, tells what is durable and leaves the kill engaged")
  func fullDisk() throws {
    let words = "--no-tui --days 2 --seed 3 --db \(scratch("f.db"))"
    let full = try shell("ulimit -f 1200; exec \(CommandRun.program) \(words) > \(scratch("out"))")
    #expect(full.code == 5 && full.error.contains("MiB are free in"), "\(full.error)")
    let archive = try DeskArchive(scratch("f.db"))
    let printed = try scratch.bytes("out").split(separator: 0x0A).count
    #expect(try archive.run(nil).lastSeq == printed - 1)
    archive.close()
    let next = try voldesk(
      "--no-tui", "--days", "2", "--seed", "3", "--db", scratch("f.db"), in: scratch)
    let kill = try #require(next.lines.first { $0.contains("KillEngaged") })
    #expect(kill.contains("\"source\":\"JOURNAL\"") && kill.contains("journal fault"))
    #expect(next.code == 0 && !ProjectPaths.exists(scratch("f.db.kill")))
  }

  @Test("a full standard output is an error, a reader that has gone is none")
  func fullOutput() throws {
    try short("o.db")
    // The device is opened for writing, and for nothing else.
    for words in [
      "config", "--help", "--version", "verify --db \(scratch("o.db"))", "bench --list",
      "health --db \(scratch("o.db"))", "export fills --db \(scratch("o.db"))",
      "--no-tui --replay 2018-02-05 --to 09:40 --read-only",
    ] {
      let full = try shell("exec \(CommandRun.program) \(words) > /dev/full")
      #expect(full.code == 3, "\(words): \(full.code)")
      let lines = full.error.split(separator: "\n")
      #expect(lines.count == 1 && lines[0].contains("No space left"), "\(words): \(full.error)")
      #expect(full.error.hasPrefix("voldesk: standard output"), "\(full.error)")
    }
    let gone = try shell("\(CommandRun.program) config | true; exit ${PIPESTATUS[0]}")
    #expect(gone.code == 0 && gone.error.isEmpty)
  }

  @Test("an endless desk ends with its reader")
  func closedOutput() throws {
    let words = "--no-tui --speed max --seed 3 --db \(scratch("p.db"))"
    let result = try shell("\(CommandRun.program) \(words) | head -1; exit ${PIPESTATUS[0]}")
    #expect(result.code == 3 && result.lines.count == 1)
    #expect(try DeskArchive(scratch("p.db")).starts(run: 1).last?.ended != nil)
  }

  @Test("a run that is not there is refused before anything is written")
  func otherRun() throws {
    let result = try voldesk("--no-tui", "--run", "5", "--db", scratch("r.db"), in: scratch)
    #expect(result.code == 2 && result.error.contains("run 5 is not the open run of sim:"))
    #expect(try DeskArchive(scratch("r.db")).runs().isEmpty)
  }
}
