using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Uploads what goes with a message, where the reader of the message will find it.</summary>
sealed class SlackFiles(SlackApi api)
{
    public async Task<SlackFailure?> Share(IReadOnlyList<Attachment> files, string channel, CancellationToken cancel)
    {
        foreach (var file in files)
            if (await api.Share(channel, Name(file), file.Content, cancel) is { } failure) return failure;
        return null;
    }

    /// <summary>Tells whether the same files were shared before; none when there are none.</summary>
    public static string? Print(IReadOnlyList<Attachment> files) => files.Count == 0 ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Text(files))).AsSpan(0, 8));

    static string Name(Attachment file) => ChatText.Cut(ChatText.OneLine(file.FileName), 200) is { Length: > 0 } name ? name : "file.txt";
}
