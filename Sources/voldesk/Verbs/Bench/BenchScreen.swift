// Workloads of the screen: drawing a frame, and the program in a terminal of its own.

import Canvas
import DeskEngine
import Glibc
import Screens

extension Workload {
  static var screenWorkloads: [Workload] {
    [
      Workload("render-200x60", "draw the desk at noon and compare it with the last frame", render),
      Workload("first-frame", "start the program in a terminal until its first whole frame", first),
      Workload("idle", "bytes and processor time of a desk nobody touches, over 12 s", idle),
    ]
  }

  private static func render(_ context: BenchContext) throws -> Measurement {
    let noon = try BenchDay(context).noon()
    let snapshot = noon.snapshot(RunSummary())
    let size = Size(columns: 200, rows: 60)
    let ui = UIState(size: size)
    let blank = CellBuffer(size: size)
    let result = try timed(samples: context.repeats ?? 100) {
      ()
    } work: { _ in
      let frame = Screens.render(snapshot, ui, size: size)
      let changed = frame.changes(since: blank)
      var bytes: [UInt8] = []
      for row in 0..<size.rows {
        frame.withRow(row) { cells in
          for cell in cells { bytes.append(UInt8(truncatingIfNeeded: cell.scalar)) }
        }
      }
      return "\(changed.count):\(shortHash(bytes))"
    }
    return Measurement(
      items: size.columns * size.rows, unit: "cells", samples: result.times,
      checksum: result.checksum)
  }

  private static func first(_ context: BenchContext) throws -> Measurement {
    var times: [Int64] = []
    var sizes: [Int] = []
    for _ in 0..<(context.repeats ?? 9) {
      let folder = try ScratchFolder()
      let child = try TerminalChild(
        arguments: ["--db", "\(folder.path)/desk.db"], folder: folder.path, columns: 200, rows: 60)
      let frame = try child.firstFrame(leastBytes: 1_500, quiet: 60, patience: 4_000)
      times.append(frame.nanoseconds)
      sizes.append(frame.bytes)
      child.end()
    }
    let result = Measurement(
      items: 1, unit: "frame", samples: times, checksum: "-")
    return Measurement(
      items: 1, unit: "frame", samples: times, checksum: "none: times only",
      figures: [
        ("median_ms", three(Double(result.quantile(0.5)) / 1e6)),
        ("bytes", "\(sizes.sorted()[sizes.count / 2])"), ("size", "200x60"),
      ])
  }

  /// At the pace a trader meets: two market minutes fall into twelve seconds.
  private static func idle(_ context: BenchContext) throws -> Measurement {
    let folder = try ScratchFolder()
    let child = try TerminalChild(
      arguments: ["--db", "\(folder.path)/desk.db"], folder: folder.path, columns: 200, rows: 60)
    defer { child.end() }
    _ = try child.firstFrame(leastBytes: 1_500, quiet: 60, patience: 4_000)
    _ = try child.listen(milliseconds: 3_000)
    let cpu = child.cpuTicks
    let start = steadyNanoseconds()
    let bytes = try child.listen(milliseconds: 12_000)
    let seconds = Double(steadyNanoseconds() - start) / 1e9
    let used = Double(child.cpuTicks - cpu) / Double(sysconf(Int32(_SC_CLK_TCK)))
    return Measurement(
      items: 1, unit: "span", samples: [Int64(seconds * 1e9)], checksum: "none: times only",
      figures: [
        ("bytes_a_second", three(Double(bytes) / seconds)),
        ("cpu_percent", three(100 * used / seconds)),
        ("resident_mib", "\(child.residentBytes >> 20)"),
      ])
  }
}
