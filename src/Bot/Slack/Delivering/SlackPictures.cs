using System.Collections.Concurrent;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>
/// Uploads the charts of a message before it is sent. Slack looks through a file after it was uploaded, and refuses every block that shows
/// it until then; it tells no bot when, without the right to read all files. So the message waits for a few seconds, and then goes without.
/// </summary>
sealed partial class SlackPictures(SlackApi api, TimeProvider time, ILogger<SlackPictures> log)
{
    const int MostInMessage = 6;
    const int MostKept = 1_000;

    static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(1);
    static readonly TimeSpan patience = TimeSpan.FromSeconds(8);

    // Of messages that are yet to be taken: what was uploaded for a try is there for the next one.
    readonly ConcurrentDictionary<string, Waiting> waiting = new();

    sealed record Waiting(string File, DateTimeOffset Since);

    /// <summary>Those that stand there already, and those that could be uploaded now; a chart without one is said in words.</summary>
    public async Task<Pictures> Of(Outgoing outgoing, Reply reply, CancellationToken cancel)
    {
        List<UploadedPicture> pictures = [];
        // Where the platform does not take one, it does not take the next.
        var refused = false;
        foreach (var chart in reply.Parts.OfType<Chart>().Where(chart => chart.SaveAs is null).Take(MostInMessage))
        {
            var print = ChartPicture.Print(chart);
            if (pictures.Exists(one => one.Print == print)) continue;
            var known = outgoing.Ref?.Pictures?.FirstOrDefault(one => one.Print == print)?.Id
                ?? waiting.GetValueOrDefault(Key(outgoing, print))?.File;
            if (known is null && !refused) refused = (known = await Upload(outgoing, chart, print, cancel)) is null;
            if (known is not null) pictures.Add(new(print, known));
        }
        return pictures.Count == 0 ? Pictures.None : new(pictures);
    }

    /// <summary>Worth another try in a moment; none where it has been tried for long enough.</summary>
    public Delivered? Again(Outgoing outgoing, Pictures pictures, SlackFailure failure) => pictures.Uploaded.Any(one =>
        waiting.TryGetValue(Key(outgoing, one.Print), out var since) && time.GetUtcNow() - since.Since < patience)
        ? new Delivered.RetryLater($"a picture is not ready: {failure}", betweenTries) : null;

    /// <summary>The message stands there; what it showed before and shows no more is taken away.</summary>
    public async Task Settle(Outgoing outgoing, Pictures shown, CancellationToken cancel)
    {
        foreach (var one in shown.Uploaded) waiting.TryRemove(Key(outgoing, one.Print), out _);
        foreach (var before in outgoing.Ref?.Pictures ?? [])
            if (shown.Uploaded.All(one => one.Id != before.Id) && await api.DeleteFile(before.Id, cancel) is { } kept)
                LogKept(before.Id, kept.ToString());
    }

    async Task<string?> Upload(Outgoing outgoing, Chart chart, string print, CancellationToken cancel)
    {
        var alternative = ChartWords.Alternative(chart, SlackLimits.FileDescription);
        if ((await api.Upload($"chart-{print}.png", ChartPicture.Of(chart).Png, alternative, cancel)).Failed(out var file, out var failure))
        {
            LogNotUploaded(outgoing.Key, failure.ToString());
            return null;
        }
        if (waiting.Count >= MostKept) waiting.Clear();
        waiting[Key(outgoing, print)] = new(file, time.GetUtcNow());
        return file;
    }

    static string Key(Outgoing outgoing, string print) => $"{outgoing.Key} {outgoing.Place.Kind} {outgoing.Place.Id} {print}";

    [LoggerMessage(LogLevel.Warning, "A chart of {Key} goes to Slack in words, it could not be uploaded: {Why}")]
    partial void LogNotUploaded(string key, string why);

    [LoggerMessage(LogLevel.Information, "The picture {File}, which nothing shows any more, stays at Slack: {Why}")]
    partial void LogKept(string file, string why);
}
