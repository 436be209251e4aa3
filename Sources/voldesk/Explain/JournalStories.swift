// What happened to a thing, in words, from the journal.

import Candidates
import DeskEngine
import Execution
import MarketData
import Portfolio
import Screens

extension ReportInput {
  /// From the proposal to the end of what came of a candidate.
  func events(of story: CandidateStory) -> [StoryLine] {
    let first = story.revisions[0]
    var lines = [
      StoryLine(first.time, "proposed, \(first.fact.recommendation.rawValue), #\(first.seq)")
    ]
    if story.revisions.count > 1 {
      let last = story.latest
      lines.append(
        StoryLine(
          last.time,
          "revision \(last.fact.rev), the latest: \(last.fact.recommendation.rawValue), "
            + "net \(last.fact.net), #\(last.seq)"))
    }
    lines += story.notes.map { StoryLine($0.time, $0.fact.text) }
    lines += story.turns.map { StoryLine($0.time, "\(turnWords($0.fact)), #\($0.seq)") }
    for id in story.orders {
      guard let order = facts.orders[id] else { continue }
      lines += events(of: order)
      if let position = order.position.flatMap({ facts.positions[$0] }) {
        lines += events(of: position).filter { $0.time >= order.created.time }
      }
    }
    return unique(lines)
  }

  /// Who approved or rejected a candidate.
  func approvals(of story: CandidateStory) -> [StoryLine] {
    story.turns.map {
      StoryLine($0.time, "C\(story.latest.fact.candidate) \(turnWords($0.fact)), #\($0.seq)")
    }
  }

  /// The states of an order.
  func events(of order: OrderStory) -> [StoryLine] {
    let created = order.created.fact
    let name = "O\(created.order)"
    return [
      StoryLine(
        order.created.time,
        "\(name) created: \(created.quantity) packages, limit \(created.limit), "
          + "#\(order.created.seq)")
    ]
      + order.fills.map { fill in
        StoryLine(
          fill.time,
          "\(name) F\(fill.fact.fill): \(fill.fact.quantity) \(fill.fact.contract) at "
            + "\(fill.fact.price), #\(fill.seq)")
      }
      + order.changes.map {
        StoryLine(
          $0.time, "\(name) \($0.fact.state.rawValue): \($0.fact.reason), #\($0.seq)")
      }
  }

  /// What a position went through.
  func events(of position: PositionStory) -> [StoryLine] {
    let opened = position.opened
    let name = "P\(opened.fact.position)"
    var lines: [StoryLine] = []
    if let candidate = position.candidate {
      lines.append(StoryLine(opened.time, "from C\(candidate)"))
    }
    lines.append(
      StoryLine(
        opened.time,
        "\(name) opened by O\(opened.fact.order): \(opened.fact.quantity) packages at "
          + "\(opened.fact.entry), max loss \(moneyText(opened.fact.maxLoss)), #\(opened.seq)"))
    lines += position.changes.map {
      StoryLine($0.time, "\(name) now \($0.fact.quantity) packages at \($0.fact.entry), #\($0.seq)")
    }
    lines += position.settlements.map {
      StoryLine(
        $0.time,
        "\($0.fact.contract) settled on \($0.fact.source) \(numberText($0.fact.price, 2)): "
          + "\(moneyText($0.fact.cash, signed: true)), #\($0.seq)")
    }
    if let end = position.closed {
      lines.append(
        StoryLine(
          end.time,
          "\(name) closed, \(end.fact.reason.rawValue): realised "
            + "\(moneyText(end.fact.realised, signed: true)) after fees "
            + "\(moneyText(end.fact.fees)), #\(end.seq)"))
    } else if let mark = facts.marks.last {
      let others = facts.openPositions.count - 1
      let shared = others > 0 ? " of the book, with \(others) other positions" : ""
      lines.append(
        StoryLine(
          mark.time,
          "last mark\(shared): unrealised \(moneyText(mark.fact.unrealised, signed: true)), "
            + "#\(mark.seq)"))
    }
    return lines
  }

  private func unique(_ lines: [StoryLine]) -> [StoryLine] {
    var seen: Set<StoryLine> = []
    return lines.filter { seen.insert($0).inserted }.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }
}
