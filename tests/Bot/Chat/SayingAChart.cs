using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Bot.Chat;

public sealed class SayingAChart
{
    static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_line_says_its_last_value_and_between_which_it_was()
    {
        var chart = Chart(ChartKind.Line, "%", [new("CPU", [12, null, 81, 34])]) with
        {
            Marks = [new(noon, MarkKind.Incident, "#7"), new(noon, MarkKind.Deploy, "Redeploy"), new(noon, MarkKind.Deploy, "Resize")],
        };
        Assert.Equal("CPU of acme: 34 % at last (between 12 and 81 %); 1 incident; 2 deploys.\n▁·█▃", ChartWords.Of(chart).Text);
    }

    [Fact]
    public void Several_lines_are_told_apart_by_their_names()
    {
        var said = ChartWords.Of(Chart(ChartKind.Line, "ms", [new("p50", [80, 80]), new("p95", [200, 1_400])])).Text;
        Assert.Equal("CPU of acme: p50 80 ms at last; p95 1,400 ms at last (between 200 and 1,400 ms).\n▁▁  p50\n▁█  p95", said);
    }

    [Fact]
    public void States_say_how_much_of_the_time_was_spent_in_each_and_show_the_worst_of_a_while()
    {
        var hours = Enumerable.Repeat<double?>(0, 960).ToArray();
        hours[100] = 3;
        var chart = Chart(ChartKind.States, "", [new("Health", hours)]) with { Names = ["healthy", "degraded", "ill", "away"] };
        var said = ChartWords.Of(chart).Text.Split('\n');
        Assert.Equal("CPU of acme: healthy at last (healthy 99 %, away 1 %).", said[0]);
        Assert.Equal(48, said[1].Length);
        Assert.Equal(5, said[1].IndexOf('█', StringComparison.Ordinal));
    }

    [Fact]
    public void Bars_say_each_name_with_its_value() =>
        Assert.StartsWith("CPU of acme: done 14, failed 3.\n",
            ChartWords.Of(Chart(ChartKind.Bars, "", [new("Jobs", [14, 3])]) with { Names = ["done", "failed"] }).Text,
            StringComparison.Ordinal);

    [Theory, InlineData(ChartKind.Line), InlineData(ChartKind.Bars), InlineData(ChartKind.States)]
    public void Without_values_it_says_that_nothing_was_measured_yet(ChartKind kind)
    {
        Assert.Equal("CPU of acme: not measured yet.", ChartWords.Of(Chart(kind, "%", [])).Text);
        Assert.Equal("CPU of acme: not measured yet.", ChartWords.Of(Chart(kind, "%", [new("CPU", [null, double.NaN, 1e300])])).Text);
    }

    [Theory]
    [InlineData(34, "%", "34 %"), InlineData(3.14159, "", "3.14"), InlineData(34.56, "ms", "34.6 ms")]
    [InlineData(1_234_567, "EUR", "1,234,567 EUR")]
    [InlineData(1_250_000, "B/s", "1.25 MB/s"), InlineData(12, "B", "12 B")]
    public void A_value_is_written_as_it_is_read(double value, string unit, string written) =>
        Assert.Equal(written, ChartWords.Written(value, unit));

    [Fact]
    public void A_file_of_bytes_comes_back_from_the_outbox_as_it_was()
    {
        var picture = new Attachment("chart.png", "") { Bytes = new byte[] { 0, 255, 137 }, MediaType = "image/png" };
        var file = Json.Read<Part>(Json.Text<Part>(picture));
        Assert.Equal(new byte[] { 0, 255, 137 }, Assert.IsType<Attachment>(file).Content.ToArray());
        Assert.Equal(3, ((Attachment)file).Size);
    }

    [Fact]
    public void A_chart_comes_back_from_the_outbox_with_the_gaps_it_had()
    {
        var chart = Chart(ChartKind.Line, "%", [new("CPU", [1, null, 2.5])]);
        var back = Assert.IsType<Chart>(Json.Read<Part>(Json.Text<Part>(chart)));
        Assert.Equal([1, null, 2.5], back.Series.Single().Values);
        Assert.Equal(chart.Until, back.Until);
    }

    static Chart Chart(ChartKind kind, string unit, IReadOnlyList<Series> series) =>
        new("CPU of acme", unit, series, []) { Kind = kind, From = noon.AddHours(-1), Until = noon };
}
