using System.Collections.Frozen;

namespace OpsBot.Sandbox.Slack;

/// <summary>Every method of the Web API that the stand-in speaks.</summary>
static class SlackMethods
{
    static readonly FrozenDictionary<string, IApiMethod> ByName = new IApiMethod[]
    {
        new AppsConnectionsOpen(),
        new AuthTest(),
        new BlocksValidate(),
        new ChatDelete(),
        new ChatGetPermalink(),
        new ChatPostEphemeral(),
        new ChatPostMessage(),
        new ChatUpdate(),
        new ConversationsHistory(),
        new ConversationsInfo(),
        new ConversationsList(),
        new ConversationsMembers(),
        new ConversationsOpen(),
        new FilesCompleteUploadExternal(),
        new FilesDelete(),
        new FilesGetUploadUrlExternal(),
        new TeamInfo(),
        new UsersInfo(),
        new UsersList(),
        new ViewsOpen(),
        new ViewsPublish(),
        new ViewsPush(),
        new ViewsUpdate(),
    }.ToFrozenDictionary(method => method.Name);

    internal static IApiMethod? Find(string name) => ByName.GetValueOrDefault(name);
}
