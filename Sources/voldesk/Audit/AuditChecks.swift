// What must hold of every order, worked out again from the journal alone.
//
// The rules stand here a second time on purpose: an audit that asked the engine whether the engine
// was right would find nothing.

import DeskEngine
import Execution
import MarketData
import Persistence
import Portfolio
import Risk

/// A rule and whether it held.
struct AuditCheck: Hashable {
  /// The rule.
  let name: String
  /// What broke it; nil when it held.
  let fault: String?

  var didHold: Bool { fault == nil }
}

extension AuditChain {
  /// Every check of the chain, in a fixed order.
  var checks: [AuditCheck] {
    var checks: [AuditCheck] = []
    for one in orders {
      let name = "O\(one.order.order)"
      checks += [
        AuditCheck(name: "\(name): every state follows from the one before", fault: path(one)),
        AuditCheck(name: "\(name): a passed verdict stands before it", fault: creation(one)),
      ]
      if one.order.candidate != nil {
        checks.append(
          AuditCheck(name: "\(name): its candidate was approved before", fault: approval(one)))
      }
      checks += [
        AuditCheck(name: "\(name): a passed verdict stands before each fill", fault: fills(one)),
        AuditCheck(
          name: one.order.intent == .hedge
            ? "\(name): its slices are the shares that it counts"
            : "\(name): its fills are its packages times the ratios",
          fault: one.order.intent == .hedge ? sliceSum(one) : amounts(one)),
        AuditCheck(name: "\(name): no price is beyond the far side", fault: prices(one)),
        AuditCheck(name: "\(name): the ledger has the cash of its fills", fault: cash(one)),
      ]
    }
    if !postings.isEmpty {
      checks.append(AuditCheck(name: "every posting sums to zero", fault: balance()))
    }
    if closed != nil, let position {
      checks.append(
        AuditCheck(name: "P\(position): realised is the cash of its postings", fault: realised()))
    }
    return checks
  }

  /// States that may follow one another.
  private func mayFollow(_ state: OrderState) -> [OrderState] {
    switch state {
    case .new: [.working, .cancelled, .rejected, .expired]
    case .working, .partial: [.partial, .filled, .cancelled, .rejected, .expired]
    case .filled, .cancelled, .rejected, .expired: []
    }
  }

  private func path(_ one: AuditedOrder) -> String? {
    var state = OrderState.new
    var filled = 0
    for (event, change) in one.changes {
      let isOwn = mayFollow(state).contains(change.state)
      guard isOwn, !(state == .partial && change.state == .working && change.filled != filled)
      else { return "\(change.state.rawValue) after \(state.rawValue) at seq \(event.seq)" }
      guard change.filled >= filled, change.filled <= one.order.quantity else {
        return "\(change.filled) filled after \(filled) of \(one.order.quantity)"
      }
      guard (change.state == .filled) == (change.filled == one.order.quantity) else {
        return "\(change.state.rawValue) with \(change.filled) of \(one.order.quantity)"
      }
      (state, filled) = (change.state, change.filled)
    }
    return nil
  }

  private func creation(_ one: AuditedOrder) -> String? {
    let isJudged = one.verdicts.contains { event, verdict in
      verdict.stage == .approve && verdict.passed && event.seq < one.created.seq
    }
    return isJudged ? nil : "no passed APPROVE verdict at seq \(one.created.seq)"
  }

  private func approval(_ one: AuditedOrder) -> String? {
    let approvals = journal.events.compactMap { event -> CandidateApproved? in
      guard case .candidateApproved(let e) = event.body, event.seq < one.created.seq,
        e.candidate == one.order.candidate, e.rev == one.order.rev
      else { return nil }
      return e
    }
    guard let approval = approvals.last else { return "nobody approved it" }
    if let command = journal.commands[approval.command], command.code != nil {
      return "\(approval.command) was refused"
    }
    return nil
  }

  /// Fills of one moment, whose legs belong together.
  private func groups(_ one: AuditedOrder) -> [[(event: Event, fill: LegFilled)]] {
    var groups: [[(event: Event, fill: LegFilled)]] = []
    for item in one.fills {
      if let last = groups.last?.last, last.event.seq + 1 == item.event.seq,
        item.fill.leg > last.fill.leg
      {
        groups[groups.count - 1].append(item)
      } else {
        groups.append([item])
      }
    }
    return groups
  }

  private func fills(_ one: AuditedOrder) -> String? {
    var used = one.created.seq
    for group in groups(one) {
      guard let first = group.first?.event.seq, let last = group.last?.event.seq else { continue }
      let isJudged = one.verdicts.contains { event, verdict in
        verdict.stage == .fill && verdict.passed && event.seq > used && event.seq < first
      }
      if !isJudged { return "no passed FILL verdict before seq \(first)" }
      used = last
    }
    for (slice, _) in one.shares {
      let isJudged = one.verdicts.contains { event, verdict in
        verdict.stage == .fill && verdict.passed && event.seq > used && event.seq < slice.seq
      }
      if !isJudged { return "no passed FILL verdict before seq \(slice.seq)" }
      used = slice.seq
    }
    return nil
  }

  /// Slices go one way, and the order counts what they trade.
  private func sliceSum(_ one: AuditedOrder) -> String? {
    let traded = one.shares.reduce(0) { $0 + abs($1.trade.shares) }
    let net = one.shares.reduce(0) { $0 + $1.trade.shares }
    let counted = one.changes.last?.change.filled ?? 0
    guard abs(net) == traded else { return "its slices go both ways" }
    return traded == counted ? nil : "\(traded) traded, \(counted) counted"
  }

  /// Contracts of each leg in a package, by the candidate or the position that is closed.
  private func ratios(_ one: AuditedOrder) -> [OptionContract: Int]? {
    if one.order.candidate != nil, let record {
      return Dictionary(record.legs.map { ($0.contract, $0.ratio) }, uniquingKeysWith: +)
    }
    return opened.map { position in
      Dictionary(position.legs.map { ($0.contract, -$0.ratio) }, uniquingKeysWith: +)
    }
  }

  private func amounts(_ one: AuditedOrder) -> String? {
    guard !one.fills.isEmpty else { return nil }
    guard let ratios = ratios(one) else { return "its legs are not known" }
    let packages = one.changes.last?.change.filled ?? 0
    var traded: [OptionContract: Int] = [:]
    for (_, fill) in one.fills { traded[fill.contract, default: 0] += fill.quantity }
    for (contract, quantity) in traded.sorted(by: { $0.key.description < $1.key.description }) {
      let due = (ratios[contract] ?? 0) * packages
      if quantity != due { return "\(contract): \(quantity) filled, \(due) due" }
    }
    for contract in ratios.keys where traded[contract] == nil && !isSettled(contract, one) {
      return "\(contract) has no fill"
    }
    return nil
  }

  private func isSettled(_ contract: OptionContract, _ one: AuditedOrder) -> Bool {
    events.contains { event in
      if case .settled(let e) = event.body {
        return e.contract == contract && event.seq < one.created.seq
      }
      return false
    }
  }

  private func prices(_ one: AuditedOrder) -> String? {
    for (_, fill) in one.fills {
      let isBuy = fill.quantity > 0
      guard isBuy ? fill.price <= fill.worstPrice : fill.price >= fill.worstPrice else {
        return "F\(fill.fill) at \(fill.price), far side \(fill.worstPrice)"
      }
    }
    for (event, trade) in one.shares {
      let isBuy = trade.shares > 0
      guard isBuy ? trade.price <= trade.worstPrice : trade.price >= trade.worstPrice else {
        return "\(trade.price) at seq \(event.seq), far side \(trade.worstPrice)"
      }
    }
    return nil
  }

  private func cash(_ one: AuditedOrder) -> String? {
    var due = Money.zero
    for (_, fill) in one.fills {
      let multiplier = opened?.legs.first { $0.contract == fill.contract }?.multiplier ?? 100
      due -= fill.price * (fill.quantity * multiplier) + fill.fee
    }
    for (_, trade) in one.shares { due -= trade.price * trade.shares + trade.fee }
    let refs = ["O\(one.order.order)"] + one.fills.map { "F\($0.fill.fill)" }
    var posted = Money.zero
    for (_, posting) in postings where refs.contains(posting.ref) {
      for entry in posting.entries where entry.account == LedgerAccount.cash {
        posted += entry.amount
      }
    }
    return posted == due ? nil : "the fills give \(due), the ledger has \(posted)"
  }

  private func balance() -> String? {
    for (_, posting) in postings {
      let sum = posting.entries.reduce(Money.zero) { $0 + $1.amount }
      if sum != .zero { return "posting \(posting.posting) is off by \(sum)" }
    }
    return nil
  }

  private func realised() -> String? {
    guard let position, let closed else { return nil }
    let account = LedgerAccount.position(position)
    var cash = Money.zero
    for (_, posting) in postings where posting.entries.contains(where: { $0.account == account }) {
      for entry in posting.entries where entry.account == LedgerAccount.cash {
        cash += entry.amount
      }
    }
    return cash == closed.realised ? nil : "the ledger gives \(cash), not \(closed.realised)"
  }
}
