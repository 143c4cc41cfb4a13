using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OpsBot.Bot.Drawing;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>A reply as Discord takes it: components, the files they refer to, who may be pinged, and the clicks to keep.</summary>
sealed record Rendered(JsonArray Components)
{
    /// <summary>Each is uploaded under its name, which a File component refers to as attachment://name.</summary>
    public IReadOnlyList<Attachment> Files { get; init; } = [];

    /// <summary>Charts that components refer to as files, to be drawn only where they are to be uploaded.</summary>
    public IReadOnlyList<Drawing> Drawings { get; init; } = [];

    /// <summary>What tells whether another wording comes with the same files; none when there are none.</summary>
    public string? FilesPrint { get; init; }

    /// <summary>The message that stands there has all its files already.</summary>
    public bool KeepsFiles { get; init; }

    /// <summary>Ids of the users that the bot means to notify; nobody else is ever pinged.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Must stand in the database before the message is sent.</summary>
    public IReadOnlyList<KeptClick> Kept { get; init; } = [];

    /// <summary>With the files that are to be sent: none where those of before stay.</summary>
    public Rendered ToSend(string? filesOfBefore)
    {
        if (Files.Count + Drawings.Count == 0) return this;
        var print = Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(Json.Text(Files) + string.Join(' ', Drawings.Select(drawing => drawing.FileName)))).AsSpan(0, 8));
        return print == filesOfBefore ? this with { Files = [], Drawings = [], FilesPrint = print, KeepsFiles = true }
            : this with { Files = [.. Files, .. Drawings.Select(drawing => drawing.ToFile())], Drawings = [], FilesPrint = print };
    }
}

/// <summary>A chart of a message, and the name that its picture goes by there.</summary>
sealed record Drawing(string FileName, Chart Chart)
{
    public Attachment ToFile() => new(FileName, "") { Bytes = ChartPicture.Of(Chart).Png, MediaType = ChartPicture.MediaType };
}
