using System.Globalization;
using System.Text;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Chat;

/// <summary>A reply in words alone, for every platform: in one line; and whole, as the file beside a message that is cut.</summary>
static class ReplyText
{
    const int LongestHeading = 1_000;
    const int LongestFact = 200;

    /// <summary>The mark says at a glance how it went, the same in every reply.</summary>
    public static string Heading(Reply reply) => ChatText.OneLine(reply.Heading.Cut(LongestHeading)) is { Length: > 0 } heading
        ? reply.Tone is Tone.Neutral ? heading : $"{Marks.Of(reply.Tone)} {heading}" : "";

    /// <summary>What a notification shows and a screen reader reads: what it is about, how it went, the one fact that matters.</summary>
    public static string InOneLine(Reply reply)
    {
        var heading = Heading(reply);
        var (between, fact) = reply.Fact is { IsEmpty: false } named ? (", ", named.Text) : (": ", Fact(reply.Parts));
        var line = ChatText.OneLine(fact.Cut(2 * LongestFact)).Cut(LongestFact);
        if (heading.Length == 0) return line;
        return line.Length == 0 ? heading : $"{heading.TrimEnd('.', ':')}{between}{line}";
    }

    /// <summary>Where the reply names none: the step that long work is at or failed in, what is pointed out, or said first.</summary>
    static string Fact(IReadOnlyList<Part> parts) =>
        parts.OfType<Progress>().Select(At).FirstOrDefault(step => step.Length > 0)
        ?? parts.OfType<Notice>().FirstOrDefault(notice => notice.Tone is Tone.Bad or Tone.Warning)?.Text.Text
        ?? parts.Select(First).FirstOrDefault(first => first.Length > 0) ?? "";

    static string At(Progress progress)
    {
        var steps = progress.Steps.ToList();
        var at = steps.FindIndex(step => step.State is StepState.Failed);
        if (at < 0) at = steps.FindIndex(step => step.State is StepState.Running);
        return at < 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"step {at + 1} of {steps.Count}, {steps[at].Name} {steps[at].Detail}").TrimEnd();
    }

    static string First(Part part) => part switch
    {
        Paragraph paragraph => paragraph.Text.Text,
        Notice notice => notice.Text.Text,
        Fields fields => string.Join(", ", fields.List.Take(2).Select(field => $"{field.Name}: {field.Value.Text}")),
        Table { Rows.Count: 0 } table => table.Empty,
        Table table => string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Count} {(table.Rows.Count == 1 ? "row" : "rows")}"),
        Bars bars => string.Join(", ", bars.List.Select(bar => $"{bar.Name} {bar.Written}")),
        Chart chart => ChartWords.Sentence(chart),
        Item item => item.Text.Text,
        _ => "",
    };

    public static string Of(Reply reply)
    {
        var text = new StringBuilder();
        text.Append(reply.Heading).Append('\n').Append('=', Math.Clamp(reply.Heading.Length, 1, 80)).Append("\n\n");
        foreach (var part in reply.Parts)
            text.Append(Of(part)).Append('\n');
        foreach (var button in reply.Buttons)
            text.Append(Of(button));
        return text.ToString();
    }

    static string Of(Part part) => part switch
    {
        Paragraph paragraph => paragraph.Text.Text + "\n",
        Title title => $"{title.Text}\n{new string('-', Math.Clamp(title.Text.Length, 1, 80))}\n",
        Fields fields => Lines(fields.List.Select(field => $"{field.Name}: {field.Value.Text}")),
        Table { Rows.Count: 0 } table => table.Empty + "\n",
        Table table => Of(table),
        Bars bars => Lines(bars.List.Select(bar => $"{bar.Name}: {bar.Written}")),
        Sparkline line => $"{line.Name}: {string.Join(' ', line.Values)}\n",
        Chart chart => ChartWords.Of(chart).Text + "\n",
        Progress progress => Lines(progress.Steps.Select(step => $"[{step.State}] {step.Name} {step.Detail}".TrimEnd())),
        Notice notice => notice.Text.Text + "\n",
        Verbatim verbatim => verbatim.Text + "\n",
        Attachment attachment => $"File: {attachment.FileName}\n",
        Item item => item.Text.Text + "\n" + string.Concat(item.Buttons.Select(Of)),
        Pager pager => pager.Where.Text + "\n" + string.Concat(pager.Turns.Select(Of)),
        Pickers => "",
        Small small => small.Text.Text + "\n",
        Line => new string('-', 40) + "\n",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "There is no plain text for this part."),
    };

    static string Of(Table table)
    {
        List<IReadOnlyList<string>> rows = [[.. table.Columns.Select(column => column.Name)], .. table.Rows];
        var widths = table.Columns.Select((_, column) => rows.Max(row => column < row.Count ? row[column].Length : 0)).ToList();
        return Lines(rows.Select(row => string.Join("  ", table.Columns.Select((shape, column) =>
            (column < row.Count ? row[column] : "") is var cell && shape.Right ? cell.PadLeft(widths[column])
                : cell.PadRight(widths[column]))).TrimEnd()));
    }

    static string Of(Button button) => $"[{button.Label}] {button.Command}\n";

    static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
