// voldesk explain: the chain from market input to a decision or a number of a stored run.

import Configuration
import Persistence

/// Explains a candidate, an order, a position, an edge or a number.
func runExplain(_ invocation: Invocation) -> Int32 {
  do {
    let target = try ExplainTarget(invocation.operands)
    let configuration = try loadConfiguration(
      configurationSources(invocation), keys: DeskPlan.vocabulary)
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    let run = try archive.run(invocation.integer("--run"))
    var input = try storedInput(archive, run, date: nil, isWhole: true, configuration)
    if case .candidate(let id, let rev)? = target.subject {
      input.outlook = try input.outlook(candidate: id, rev: rev, archive)
    }
    guard let explanation = input.explanation(of: target) else {
      complain(unknown(target, in: input))
      return 1
    }
    if invocation.has("--json") {
      say(explanation.json)
    } else {
      for line in explanation.lines() { say(line) }
    }
    return 0
  } catch let error as UsageError {
    complain(error.text)
    return 2
  } catch let error as ConfigurationError {
    return refuse(error)
  } catch {
    let (code, text) = failure(error)
    complain(text)
    return code
  }
}

/// Why a thing cannot be explained, with what there is.
private func unknown(_ target: ExplainTarget, in input: ReportInput) -> String {
  let facts = input.facts
  let held =
    "run \(input.run.number) has \(facts.candidates.count) candidates, \(facts.edges.count) edges, "
    + "\(facts.orders.count) orders, \(facts.positions.count) positions"
  switch target {
  case .whole(let subject): return "there is no \(subject.name): \(held)"
  case .number(let name, let subject):
    let isThere = input.explanation(of: .whole(subject)) != nil
    return isThere
      ? "\(subject.name) has no number \(name); see voldesk explain \(subject.name)"
      : "there is no \(subject.name): \(held)"
  case .limit(let name):
    let known = facts.marks.last.map { limitBars(input, $0.fact).map(\.name) } ?? []
    return "there is no limit \(name); known are \(known.joined(separator: ", "))"
  case .book(let name): return "run \(input.run.number) has not marked its book: no \(name)"
  }
}
