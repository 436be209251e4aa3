// Cores, memory and disk, and the library that keeps the journal.

import FoundationEssentials
import Glibc
import Persistence

/// The machine.
enum MachineFindings {
  static func checks(database: String) -> [DoctorCheck] {
    [
      DoctorCheck("processor", .good, "\(processor), \(cores) cores"), memory(),
      disk(DatabaseFiles(database).folder), library(),
    ]
  }

  /// The processor's name as the kernel gives it.
  static var processor: String {
    for line in lines(of: "/proc/cpuinfo") where line.hasPrefix("model name") {
      if let colon = line.firstIndex(of: ":") {
        return String(line[line.index(after: colon)...].drop { $0 == " " })
      }
    }
    return "unknown"
  }

  /// Processors that are on line.
  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// A number in kB of a file such as `/proc/meminfo`, in bytes.
  static func bytes(_ name: String, of file: String) -> Int? {
    for line in lines(of: file) where line.hasPrefix("\(name):") {
      let digits = line.unicodeScalars.filter { ("0"..."9").contains($0) }
      return Int(String(String.UnicodeScalarView(digits))).map { $0 * 1_024 }
    }
    return nil
  }

  /// The lines of a file of the kernel, whose size is not known before it is read.
  static func lines(of file: String) -> [Substring] {
    guard let handle = fopen(file, "re") else { return [] }
    defer { fclose(handle) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < 1 << 20 {
      let count = fread(&chunk, 1, chunk.count, handle)
      guard count > 0 else { break }
      bytes += chunk[0..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  private static func memory() -> DoctorCheck {
    let free = bytes("MemAvailable", of: "/proc/meminfo") ?? 0
    let all = bytes("MemTotal", of: "/proc/meminfo") ?? 0
    let text = "\(free >> 20) MiB free of \(all >> 20)"
    return free >= 128 << 20
      ? DoctorCheck("memory", .good, text)
      : DoctorCheck("memory", .bad, "\(text): the desk needs about 64 MiB; close something")
  }

  private static func disk(_ folder: String) -> DoctorCheck {
    var place = folder
    var status = statvfs()
    for _ in 0..<64 where statvfs(place, &status) != 0 {
      guard let slash = place.lastIndex(of: "/"), slash > place.startIndex else {
        place = place.hasPrefix("/") ? "/" : "."
        continue
      }
      place = String(place[..<slash])
    }
    let free = Int(status.f_bavail) * Int(status.f_frsize)
    let text = "\(free >> 20) MiB free at \(place)"
    if free < 64 << 20 { return DoctorCheck("disk", .bad, "\(text): the journal needs room") }
    guard access(place, W_OK) == 0 else {
      return DoctorCheck("disk", .bad, "\(place) cannot be written; use --db PATH")
    }
    return DoctorCheck("disk", .good, text)
  }

  private static func library() -> DoctorCheck {
    let text = "SQLite \(SQLiteLibrary.version)"
    return SQLiteLibrary.hasWALResetFix
      ? DoctorCheck("library", .good, text)
      : DoctorCheck(
        "library", .note, "\(text), before 3.51.3: sound with one writer, which the lock ensures")
  }
}
