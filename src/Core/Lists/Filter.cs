using System.Globalization;
using System.Text;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Lists;

/// <summary>What stands around the rows of every list: menus that filter it, the button that clears them, and the one for a file.</summary>
public static class Filter
{
    /// <summary>What a list's parameter for its file says of itself.</summary>
    public const string CsvSummary = "all of it as a file";

    /// <summary>The line asks for the list with that value, or with any.</summary>
    public static Picker By<T>(string label, T? chosen, Func<T?, string> line, params IReadOnlyList<T> without) where T : struct, Enum =>
        new(label,
    [
        new($"Any {label.ToLowerInvariant()}", line(null)),
        .. Enum.GetValues<T>().Except(without).Select(value => new PickerOption(Capitalized(value), line(value))),
    ], chosen is { } one ? Capitalized(one) : null);

    public static string Capitalized<T>(T value) where T : struct, Enum =>
        value.Words() is var words ? char.ToUpperInvariant(words[0]) + words[1..] : "";

    public static IReadOnlyList<Button> Clear(bool isFiltered, string line) =>
        new Button("Clear filters", line) { InPlace = true }.If(isFiltered);

    /// <summary>The line asks for all rows that fit, as a file; nothing where there is none.</summary>
    public static IReadOnlyList<Button> Csv<T>(Page<T> page, string line) => new Button("Export CSV", line).If(page.Rows.Count > 0);

    /// <summary>An amount as a spreadsheet reckons with it.</summary>
    public static string Bare(Money money) =>
        (money.Minor / (decimal)money.Currency.Factor).ToString("F" + money.Currency.Digits, CultureInfo.InvariantCulture);

    /// <summary>The rows as a file that a spreadsheet opens.</summary>
    public static Reply File<T>(string heading, Page<T> page, IReadOnlyList<string> columns, Func<T, IReadOnlyList<string?>> cells)
    {
        var text = new StringBuilder().AppendCsv(columns);
        foreach (var row in page.Rows) text.AppendCsv(cells(row));
        var cut = page.Total > page.Rows.Count ? $", the first of {page.Counted}; filter the list for the others" : "";
        return new(heading)
        {
            Parts =
            [
                new Paragraph($"{Paging.Written(page.Rows.Count)} {(page.Rows.Count == 1 ? "row" : "rows")} as CSV{cut}."),
                new Attachment($"{heading.ToLowerInvariant().Replace(' ', '-')}.csv", text.ToString()) { MediaType = "text/csv" },
            ],
        };
    }
}
