// A report before it is Markdown, HTML or JSON: sections of a few kinds of blocks.

/// A whole report.
struct ReportDocument: Hashable, Sendable {
  var title: String
  /// When it was written, by the wall clock: the only thing in it that is not the run's.
  var generated: String
  var sections: [ReportSection]
  var footer: String
}

/// A numbered section.
struct ReportSection: Hashable, Sendable {
  let number: Int
  /// Its name in JSON and in links.
  let id: String
  let title: String
  var blocks: [ReportBlock]

  init(_ number: Int, _ id: String, _ title: String, _ blocks: [ReportBlock]) {
    self.number = number
    self.id = id
    self.title = title
    self.blocks = blocks
  }
}

/// A piece of a section.
indirect enum ReportBlock: Hashable, Sendable {
  /// A paragraph.
  case text(String)
  /// Words of the desk, quoted.
  case quote(String)
  /// Lines of a list.
  case list(id: String, [String])
  /// Names with values.
  case facts([ReportFact])
  case table(ReportTable)
  /// Values against their bounds.
  case bars(id: String, [ReportBar])
  case chart(ReportChart)
  /// What the run does not hold, with the reason.
  case missing(what: String, reason: String)
  /// A part with a heading of its own.
  case group(title: String, [ReportBlock])
}

/// A name with a value.
struct ReportFact: Hashable, Sendable {
  /// Its name in JSON.
  let id: String
  let label: String
  let value: ReportCell

  init(_ id: String, _ label: String, _ value: ReportCell) {
    self.id = id
    self.label = label
    self.value = value
  }
}

/// A table.
struct ReportTable: Hashable, Sendable {
  struct Column: Hashable, Sendable {
    let id: String
    let title: String
    let isNumber: Bool

    static func text(_ id: String, _ title: String) -> Column {
      Column(id: id, title: title, isNumber: false)
    }

    static func number(_ id: String, _ title: String) -> Column {
      Column(id: id, title: title, isNumber: true)
    }
  }

  let id: String
  let columns: [Column]
  /// As many cells as columns.
  let rows: [[ReportCell]]

  init(_ id: String, _ columns: [Column], _ rows: [[ReportCell]]) {
    self.id = id
    self.columns = columns
    self.rows = rows
  }
}

/// A value against its bound.
struct ReportBar: Hashable, Sendable {
  let name: String
  let value: ReportCell
  let bound: ReportCell
  /// Value over bound; nil when one is missing.
  let share: Double?
}

/// A curve or columns.
struct ReportChart: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case line, columns
  }

  struct Point: Hashable, Sendable {
    /// What stands under it.
    let label: String
    let value: Double
  }

  let id: String
  let title: String
  let kind: Kind
  let points: [Point]
}
