using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Workspace.Shell;

namespace OpsBot.Sandbox.Workspace.Discord.Components;

/// <summary>The message that some components are drawn on, and who looks at it.</summary>
sealed class MessageScene(DiscordSide side, Message message)
{
    public DiscordSide Side => side;

    public Task Press(string customId) => Act(side.Hands.Press(message, customId));

    public Task Choose(string customId, IReadOnlyList<string> values) => Act(side.Hands.Choose(message, customId, values));

    /// <summary>The file that a component names by attachment://…</summary>
    public SharedFile? File(string? reference) =>
        message.Attachments.FirstOrDefault(each => each.Reference == reference) is { } file ? Shared(file) : null;

    public SharedFile Shared(Attachment file) =>
        new(file.FileName, file.ContentType, $"/workspace/attachments/{message.ChannelId}/{message.Id}/{file.Id}", file.Bytes.Length)
    {
        Words = file.Description,
        Bytes = file.Bytes,
    };

    async Task Act(Task<Outcome> acting)
    {
        side.Fail(message.Id, null);
        var outcome = await acting;
        if (outcome.Error == Outcome.InteractionFailed) side.Fail(message.Id, outcome.Error);
    }
}
