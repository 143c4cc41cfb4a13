using OpsBot.Core.Instances;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Core.Instances;

public sealed class ReadingALog
{
    static readonly DateTimeOffset nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    static IReadOnlyList<LogLine> Lines(params string[] texts) =>
        [.. texts.Select((text, i) => new LogLine(nine.AddSeconds(i), LogSource.Error, text))];

    static (string Text, string Small, string? File) Read(IReadOnlyList<LogLine> lines)
    {
        var parts = new LogsRead("acme-prod", lines, false, 50).Say().Parts;
        return (parts.OfType<Verbatim>().Single().Text, parts.OfType<Small>().Single().Text.Text,
            parts.OfType<Attachment>().SingleOrDefault()?.Text);
    }

    [Fact]
    public void It_reads_downwards_and_says_whose_time_it_is_once()
    {
        var (text, small, _) = Read(Lines("starting", "ready"));
        Assert.Equal("09:00:00  starting\n09:00:01  ready", text);
        Assert.Contains("2 lines, newest at the bottom. Times are UTC. Secrets are masked.", small, StringComparison.Ordinal);
    }

    [Fact]
    public void A_traceback_is_one_block_under_its_line()
    {
        var (text, small, _) = Read(Lines(
            "2026-03-02 09:00:00,123 17 ERROR acme odoo.http: Exception during request handling.", "Traceback (most recent call last):",
            "  File \"/odoo/http.py\", line 7, in dispatch", "    return self.call()",
            "psycopg2.OperationalError: server closed the connection",
            "", "During handling of the above exception, another exception occurred:", "", "Traceback (most recent call last):",
            "  File \"/odoo/db.py\", line 9, in retry", "RuntimeError: given up",
            "2026-03-02 09:00:01,456 17 INFO acme odoo.http: next"));
        Assert.DoesNotContain("09:00:0", text.Replace("2026-03-02 09:00:0", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.StartsWith("2026-03-02 09:00:00,123", text, StringComparison.Ordinal);
        Assert.Contains("\nTraceback (most recent call last):\n  File", text, StringComparison.Ordinal);
        Assert.Contains("\nRuntimeError: given up\n2026-03-02 09:00:01,456", text, StringComparison.Ordinal);
        Assert.Contains("Times are as the application wrote them.", small, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_traceback_the_next_line_has_its_time_again()
    {
        var (text, _, _) =
            Read(Lines("Traceback (most recent call last):", "  File \"x.py\", line 1", "ValueError: no", "listening on 8069"));
        Assert.Equal(
            "09:00:00  Traceback (most recent call last):\n  File \"x.py\", line 1\nValueError: no\n09:00:03  listening on 8069", text);
    }

    [Fact]
    public void What_is_too_long_is_shown_from_its_end_in_whole_entries_and_is_whole_in_the_file()
    {
        var block = Enumerable.Range(0, 20).Select(i => $"  File \"/odoo/{new string('x', 60)}.py\", line {i}")
            .Prepend("Traceback (most recent call last):").Append("ValueError: no");
        var (text, small, file) = Read(Lines([.. block, .. Enumerable.Range(0, 20).Select(i => $"request {i} {new string('y', 60)}")]));
        Assert.StartsWith("09:00:22  request 0 ", text, StringComparison.Ordinal);
        Assert.Contains("42 lines, newest at the bottom; the last 20 here, all in the file.", small, StringComparison.Ordinal);
        Assert.StartsWith("09:00:00  Traceback", file, StringComparison.Ordinal);
        Assert.EndsWith(text, file, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_midnight_the_day_is_said()
    {
        LogLine[] lines = [new(nine.AddDays(-1), LogSource.Output, "before"), new(nine, LogSource.Output, "after")];
        Assert.Equal("03-01 09:00:00  before\n03-02 09:00:00  after", Read(lines).Text);
    }

    [Fact]
    public void One_entry_longer_than_a_phone_is_shown_by_its_last_lines()
    {
        var (text, _, file) = Read(Lines([.. Enumerable.Range(0, 100).Select(i => $" line {i} {new string('z', 90)}")]));
        Assert.True(text.Length <= 2_400);
        Assert.EndsWith(new string('z', 90), text, StringComparison.Ordinal);
        Assert.NotNull(file);
    }
}
