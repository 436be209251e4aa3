// One number: what it is made of, its inputs and its value.

import DeskEngine
import MarketData
import Portfolio
import Regimes
import Screens

extension ReportInput {
  /// Explains what a command line names; nil when the run has no such thing.
  func explanation(of target: ExplainTarget) -> Explanation? {
    switch target {
    case .whole(let subject): explanation(of: subject)
    case .number(let name, let subject):
      explanation(of: subject).flatMap { numberOnly(name, $0) }
    case .limit(let name): limitExplanation(name)
    case .book("regime"): regimeExplanation()
    case .book(let name): bookExplanation(name)
    }
  }

  private func explanation(of subject: ExplainTarget.Subject) -> Explanation? {
    switch subject {
    case .candidate(let id, let rev): explanation(candidate: id, rev: rev)
    case .edge(let id): explanation(edge: id)
    case .order(let id): explanation(order: id)
    case .position(let id): explanation(position: id)
    }
  }

  /// The parts of an explanation that hold a number, and what they start from.
  private func numberOnly(_ name: String, _ whole: Explanation) -> Explanation? {
    let own = whole.sections.filter { $0.lines.contains { $0.label == name } }
    guard !own.isEmpty else { return nil }
    let lines = own.flatMap { section in section.lines.filter { $0.label == name } }
    let inputs = whole.sections.filter {
      ["Market input", "Numbers", "Fills", "Origin", "Order"].contains($0.title)
        && !own.contains($0)
    }
    return Explanation(
      title: "\(name) of \(whole.title)",
      sections: [ExplanationSection(name, lines)]
        + own.map { section in
          ExplanationSection(
            "With it: \(section.title)", section.lines.filter { $0.label != name })
        } + inputs)
  }

  private func bookExplanation(_ name: String) -> Explanation? {
    guard let mark = facts.marks.last else { return nil }
    let values = markNumbers(mark.fact)
    guard let value = values.first(where: { $0.0 == name })?.1 else { return nil }
    var lines = [
      ExplanationLine(
        name, numberText(value, 4), number: value,
        note: "marked \(mark.date) \(clockText(mark.time)) New York, #\(mark.seq)")
    ]
    if let formula = Formula.named(name) {
      lines.append(ExplanationLine(name, formula.words, note: formula.source, tone: .muted))
    }
    if let derived = derivedAgain(name, mark) {
      let matches = abs(derived - value) < 0.005
      lines.append(
        ExplanationLine(
          name, numberText(derived, 4), number: derived,
          note: matches ? "derived again: matches" : "derived again: differs",
          tone: matches ? .good : .bad))
    }
    let open = facts.openPositions.map { story in
      ExplanationLine(
        "P\(story.opened.fact.position)", "\(story.quantity) packages",
        note: "entry \(story.entry), max loss \(moneyText(story.maxLoss))")
    }
    return Explanation(
      title: "\(name) of the book",
      sections: [
        ExplanationSection(name, lines),
        ExplanationSection(
          "The mark",
          values.filter { $0.0 != name }.map {
            ExplanationLine($0.0, numberText($0.1, 4), number: $0.1)
          }),
        ExplanationSection("Open positions", open),
      ])
  }

  private func markNumbers(_ mark: EquityMarked) -> [(String, Double)] {
    [
      ("equity", mark.equity.dollars), ("equity_exit", mark.equityExit.dollars),
      ("cash", mark.cash.dollars), ("unrealised", mark.unrealised.dollars),
      ("realised", mark.realised.dollars), ("delta", mark.delta), ("gamma", mark.gamma),
      ("vega", mark.vega), ("theta", mark.theta), ("open_max_loss", mark.openMaxLoss.dollars),
      ("drawdown", mark.drawdown),
    ]
  }

  /// What the ledger and the other marks give for a number; nil where they do not tell it.
  private func derivedAgain(_ name: String, _ mark: Timed<EquityMarked>) -> Double? {
    let posted = facts.postings.filter { $0.seq <= mark.seq }.flatMap(\.fact.entries)
    func sum(_ account: String) -> Double {
      posted.filter { $0.account == account }.reduce(Money.zero) { $0 + $1.amount }.dollars
    }
    func realised() -> Double {
      let income = posted.filter {
        $0.account == LedgerAccount.interest || LedgerAccount.dividends(of: $0.account) != nil
      }
      return -sum("realised") - sum("fees")
        - income.reduce(Money.zero) { $0 + $1.amount }.dollars
    }
    switch name {
    case "cash": return sum("cash")
    case "realised": return realised()
    case "equity": return -sum("capital") + realised() + mark.fact.unrealised.dollars
    case "open_max_loss": return facts.openPositions.reduce(Money.zero) { $0 + $1.maxLoss }.dollars
    case "drawdown":
      let peak = facts.marks.reduce(Money.zero) { max($0, $1.fact.equity) }
      return peak > .zero ? max(0, 1 - mark.fact.equity.dollars / peak.dollars) : nil
    default: return nil
    }
  }

  private func limitExplanation(_ name: String) -> Explanation? {
    guard let mark = facts.marks.last else { return nil }
    let bar = limitBars(self, mark.fact).first { $0.name == name }
    let crossings = facts.crossings.filter { $0.fact.limit == name }
    let formula = Formula.named(name)
    guard bar != nil || !crossings.isEmpty || formula != nil else { return nil }
    var lines: [ExplanationLine] = []
    if let bar {
      lines = [
        ExplanationLine(
          "value", bar.value.text, note: "marked \(clockText(mark.time)), #\(mark.seq)"),
        ExplanationLine("bound", bar.bound.text, note: "by the settings of the run"),
        ExplanationLine("use", ReportCell.percent(bar.share, 1).text, number: bar.share),
      ]
    } else {
      lines = [
        .words("The marks of the journal do not hold its value; its crossings are below.", .muted)
      ]
    }
    if let formula {
      lines.append(ExplanationLine(name, formula.words, note: formula.source, tone: .muted))
    }
    return Explanation(
      title: "limit \(name)",
      sections: [
        ExplanationSection(name, lines),
        ExplanationSection(
          "Crossings",
          crossings.map { one in
            ExplanationLine(
              "\(one.date) \(clockText(one.time))", "level \(one.fact.level)",
              number: one.fact.value,
              note:
                "\(numberText(one.fact.value, 4)) of \(numberText(one.fact.bound, 4)), #\(one.seq)")
          }),
      ])
  }

  private func regimeExplanation() -> Explanation? {
    guard let held = facts.regimes.last else { return nil }
    let regime = held.fact
    let reasons = regime.reasons.map {
      ExplanationLine(
        $0.feature, numberText($0.value, 4), number: $0.value,
        note: "contributes \(numberText($0.contribution, 3, signed: true))")
    }
    let head = [
      ExplanationLine(
        "regime", regime.to.rawValue,
        note: "since \(held.date) \(clockText(held.time)), #\(held.seq)"),
      ExplanationLine("confidence", numberText(regime.confidence, 1), number: regime.confidence),
      ExplanationLine(
        "coverage", numberText(regime.coverage, 2), number: regime.coverage,
        note: "weight of the features present"),
      ExplanationLine(
        "regime", Formula.named("regime")?.words ?? "", note: Formula.named("regime")?.source ?? "",
        tone: .muted),
    ]
    return Explanation(
      title: "the market's regime",
      sections: [
        ExplanationSection("Regime", head), ExplanationSection("Largest contributions", reasons),
        ExplanationSection(
          "Confidences",
          regime.confidences.map {
            ExplanationLine($0.name, numberText($0.value ?? .nan, 1), number: $0.value)
          }),
        ExplanationSection(
          "Features",
          regime.features.map {
            ExplanationLine($0.name, ReportCell.number($0.value, 4).text, number: $0.value)
          }),
      ])
  }
}
