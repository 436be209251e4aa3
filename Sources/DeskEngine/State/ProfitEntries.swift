// The profit ledger as a snapshot writes it and reads it back.

import Edges
import MarketData
import Portfolio
import Structures

extension ProfitLeg: LineRecord {
  init() { self.init(contract: blankContract, multiplier: 0) }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("multiplier", &multiplier)
    try coder.field("contracts", &contracts)
    try coder.field("cost", &cost)
    try coder.field("realised", &realised)
    try coder.field("fees", &fees)
    try coder.field("value", &value)
  }
}

extension LegFill: LineRecord {
  init() {
    self.init(contract: blankContract, contracts: 0, price: .zero, mid: .zero, fee: .zero)
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("contract", &contract)
    try coder.field("contracts", &contracts)
    try coder.field("price", &price)
    try coder.field("mid", &mid)
    try coder.field("fee", &fee)
  }
}

extension ProfitPosition: LineRecord {
  init() {
    self.init(
      position: 0, underlying: "", edge: .manual, structure: .ironCondor, regime: "", legs: [])
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("underlying", &underlying)
    try coder.word("edge", &edge)
    try coder.word("structure", &structure)
    try coder.field("regime", &regime)
    try coder.records("legs", &legs)
    try coder.field("other_cost", &otherCost)
    try coder.field("other_value", &otherValue)
    try coder.field("other_realised", &otherRealised)
    try coder.field("other_fees", &otherFees)
    try coder.field("costs", &costs)
    try coder.field("is_closed", &isClosed)
  }
}

extension ProfitLedger.Retired: LineRecord {
  init() {
    self.init(
      underlying: "", edge: .manual, structure: .ironCondor, regime: "", trades: 0,
      realised: .zero, fees: .zero)
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("underlying", &underlying)
    try coder.word("edge", &edge)
    try coder.word("structure", &structure)
    try coder.field("regime", &regime)
    try coder.field("trades", &trades)
    try coder.field("realised", &realised)
    try coder.field("fees", &fees)
  }
}

extension ProfitLedger.Account: LineRecord {
  init() { self.init(name: "", profit: .zero) }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("name", &name)
    try coder.field("profit", &profit)
  }
}

extension ProfitLedger.SettledLeg: LineRecord {
  init() { self.init(position: 0, contract: blankContract) }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("position", &position)
    try coder.field("contract", &contract)
  }
}

extension ProfitLedger: LineRecord {
  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.records("positions", &positions)
    try coder.records("retired", &retired)
    try coder.records("accounts", &accounts)
    try coder.field("capital", &capital)
    try coder.records("fills", &fills)
    var settlements = settled.map { [$0] } ?? []
    try coder.records("settled", &settlements)
    settled = settlements.last
  }
}
