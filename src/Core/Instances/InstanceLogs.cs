using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record InstanceLogs(
    [Arg("whose logs")] InstanceId Instance,
    [Arg("how many lines", Min = 1, Max = 1000)] int Lines = 50) : IQuestion<InstanceLogs, LogsRead>
{
    public static Spec Spec { get; } = new("instance logs", "The last lines of an instance's log, newest first, secrets masked")
    {
        Examples = ["/instance logs acme-prod", "/instance logs acme-prod 500"],
    };
}

public sealed record LogsRead(string Slug, RuntimeLogs Logs, int Asked) : IAnswer
{
    // What fits on a phone without scrolling for a minute; the rest comes as a file.
    const int InlineCharacters = 2_400;

    int Inline
    {
        get
        {
            var (count, size) = (0, 0);
            while (count < Logs.Lines.Count && (size += Line(Logs.Lines[count]).Length + 1) <= InlineCharacters) count++;
            return Math.Max(1, count);
        }
    }

    public Reply Say() => new($"Logs of {Slug}")
    {
        Parts = Logs.Lines.Count == 0 ? [new Paragraph("The log is empty.")] :
        [
            new Verbatim(string.Join('\n', Logs.Lines.Take(Inline).Select(Line))),
            .. Logs.Lines.Count > Inline ? [new Attachment($"{Slug}.log", string.Join('\n', Logs.Lines.Select(Line)))] : Array.Empty<Part>(),
            new Small($"{Logs.Lines.Count} {(Logs.Lines.Count == 1 ? "line" : "lines")}, newest first{(Logs.Lines.Count > Inline ? $"; the first {Inline} here, all in the file" : "")}. Secrets are masked.{(Logs.Cut ? " Older lines were too long to fetch." : "")}"),
        ],
        Buttons =
        [
            new Button("Refresh", $"/instance logs {Slug} {Asked}") { InPlace = true },
            .. Asked < 1000 ? [new Button($"{Math.Min(1000, Asked * 5)} lines", $"/instance logs {Slug} {Math.Min(1000, Asked * 5)}")] : Array.Empty<Button>(),
            new Button("Show", $"/instance show {Slug}"), new Button("Restart", $"/instance restart {Slug}"),
        ],
    };

    // Most applications write the time themselves; twice is once too often on a phone.
    static string Line(LogLine line) => line.Text.StartsWith("20", StringComparison.Ordinal) ? line.Text :
        $"{line.At?.ToString("MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) ?? "              "}  {line.Text}";
}

sealed class InstanceLogsHandler(IRuntime runtime) : IAnswerQuestion<InstanceLogs, LogsRead>
{
    public async Task<Result<LogsRead>> Answer(InstanceLogs question, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, question.Instance, cancel);
        if (instance.State == InstanceState.Deleted) return InstanceLife.NotNow(instance, "read the logs of");
        return (await runtime.Logs(instance.Runtime, question.Lines, cancel)).Failed(out var logs, out var fault)
            ? new Refusal($"The logs of {instance.Slug} can't be read. {fault.Sentence}") { WaysOn = [new("Retry", $"/instance logs {instance.Slug} {question.Lines}"), new("Show", $"/instance show {instance.Slug}")] }
            : new LogsRead(instance.Slug, logs, question.Lines);
    }
}
