// A desk that is stopped anywhere and goes on writes the lines of one that never stopped.

import Edges
import Feeds
import MarketData
import Regimes
import TestKit
import Testing

@testable import DeskEngine

@Suite("Determinism and resume")
struct ResumeTests {
  @Test("thirty cuts of the stress day")
  func stressDay() throws {
    let rig = StressDay.busy
    #expect(rig.batches.count == 391)
    #expect(rig.events.count >= 100)
    var generator = SeededGenerator(seed: 30)
    for _ in 0..<30 {
      let cut = generator.integer(in: 0...(rig.inputs.count - 1))
      let expected = rig.inputs[cut...].flatMap { $0.events.map(\.text) }
      #expect(try rig.linesAfter(cut) == expected, "cut before input \(cut)")
    }
  }

  @Test("cuts across the days of a simulation")
  func simulation() throws {
    var tape = try SimulatorTape(seed: 7, universe: [.spx, .tlt])
    var rig = DeskRig(approval: .everySize)
    rig.work = { .finished($0.calibrate()) }
    while rig.core.state.days.count < 4, let batch = try tape.next() { rig.take(batch) }
    var generator = SeededGenerator(seed: 31)
    var cuts = (0..<8).map { _ in generator.integer(in: 0...(rig.inputs.count - 1)) }
    // The first input of each session, and the one after it.
    for (index, input) in rig.inputs.enumerated() {
      if case .market(let batch) = input.input, batch.start != nil { cuts += [index, index + 1] }
    }
    for cut in cuts {
      let batch = cut > 0 ? rig.inputs[cut - 1].batch : 0
      let start = rig.batches[...batch].lastIndex { $0.start != nil } ?? 0
      let expected = rig.inputs[cut...].flatMap { $0.events.map(\.text) }
      #expect(try rig.linesAfter(cut, from: start) == expected, "cut before input \(cut)")
    }
  }

  @Test("two runs write the same lines, and folding them gives the book")
  func twice() throws {
    let rig = StressDay.busy
    var again = DeskRig(approval: .everySize)
    again.commands = rig.commands
    again.work = rig.work
    for batch in rig.batches { again.take(batch) }
    again.finishWork(before: nil)
    #expect(again.events.map(\.text) == rig.events.map(\.text))
    var folded = DeskState()
    for event in rig.events { folded.apply(try Event(line: event.line())) }
    #expect(folded == rig.core.state)
    #expect(folded.snapshotBytes() == rig.core.state.snapshotBytes())
    #expect(rig.events.map(\.seq) == Array(1...rig.events.count))
    #expect(zip(rig.events, rig.events.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test("the stress day holds what a day of panic should")
  func content() {
    let rig = StressDay.busy
    var panics = 0
    var kinds: [String] = []
    var proofs = 0
    var fills = 0
    for event in rig.events {
      switch event.body {
      case .regimeChanged(let e) where e.to == .highVolPanic: panics += 1
      case .edgeDetected(let e):
        if !e.fallback, !kinds.contains(e.kind.rawValue) { kinds.append(e.kind.rawValue) }
      case .candidateProposed(let e):
        #expect(e.proof.bound > .zero && !e.proof.groups.isEmpty, "C\(e.candidate)")
        proofs += 1
      case .legFilled: fills += 1
      default: break
      }
    }
    #expect(panics == 1)
    #expect(kinds.count >= 2, "\(kinds)")
    #expect(proofs >= 3)
    #expect(fills >= 2)
  }
}
