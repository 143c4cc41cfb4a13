using OpsBot.Bot.Chat;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>The charts of a message that Slack has as files.</summary>
sealed record Pictures(IReadOnlyList<UploadedPicture> Uploaded)
{
    public static Pictures None { get; } = new([]);

    /// <summary>To be kept with the message.</summary>
    public IReadOnlyList<UploadedPicture>? ForRef => Any ? Uploaded : null;

    public bool Any => Uploaded.Count > 0;

    /// <summary>What Slack calls it; none where it has to be said in words.</summary>
    public string? Find(Chart chart) =>
        Any && ChartPicture.Print(chart) is var print ? Uploaded.FirstOrDefault(one => one.Print == print)?.Id : null;
}
