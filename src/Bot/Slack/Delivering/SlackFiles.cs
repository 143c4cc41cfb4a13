using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>Uploads what goes with a message, where the reader of the message will find it.</summary>
sealed class SlackFiles(SlackApi api)
{
    public async Task<SlackFailure?> Share(IReadOnlyList<Attachment> files, string channel, CancellationToken cancel)
    {
        foreach (var file in files)
            if (await api.Upload(channel, Name(file), file.Text, cancel) is { } failure) return failure;
        return null;
    }

    static string Name(Attachment file) => SlackText.Cut(SlackText.OneLine(file.FileName), 200) is { Length: > 0 } name ? name : "file.txt";
}
