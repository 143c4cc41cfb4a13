using OpsBot.Sandbox.Discord;

namespace OpsBot.Sandbox.Workspace.Discord;

/// <summary>
/// What one person does in one window. What Discord itself says about it stands where it was done; the rest is said as a notice.
/// </summary>
sealed class DiscordHands(DiscordWorld world, string personId, CancellationToken closing)
{
    static readonly Outcome closed = new() { Error = Outcome.Gone };

    /// <summary>A sentence for the person.</summary>
    public event Action<string>? Failed;

    public string PersonId => personId;

    public Task<Outcome> Say(string channel, string text) => Try(() => world.Type(personId, channel, text, closing));

    /// <summary>Not awaited before the client's own checks are done: an outcome with errors of fields is there at once.</summary>
    public Task<Outcome> Run(string channel, string command, IReadOnlyDictionary<string, string> options) =>
        Try(() => world.RunCommand(personId, channel, command, options, closing));

    public Task<Outcome> RunOn(Message message, string command) =>
        Try(() => world.RunMessageCommand(personId, message.ChannelId, message.Id, command, closing));

    public Task<Outcome> Press(Message message, string customId) =>
        Try(() => world.Click(personId, message.ChannelId, message.Id, customId, closing));

    public Task<Outcome> Choose(Message message, string customId, IReadOnlyList<string> values) =>
        Try(() => world.Choose(personId, message.ChannelId, message.Id, customId, values, closing));

    public async Task<Suggestions> Suggest(string channel, string command, IReadOnlyDictionary<string, string> typed, string focused)
    {
        try
        {
            return await world.Suggest(personId, channel, command, typed, focused, closing);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return new([], Outcome.Gone, []);
        }
    }

    public void Fill(string customId, params IReadOnlyList<string> values) => world.Fill(personId, customId, values);

    public Task<Outcome> Submit() => Try(() => world.Submit(personId, closing));

    public void CloseModal() => world.CloseModal(personId);

    public Outcome StartThread(Message message, string name) => Tell(world.StartThread(personId, message.ChannelId, name, message.Id));

    public void Dismiss(Message message) => world.Dismiss(personId, message.ChannelId, message.Id);

    async Task<Outcome> Try(Func<Task<Outcome>> act)
    {
        try
        {
            return Tell(await act());
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The window closed while the app was thinking.
            return closed;
        }
    }

    Outcome Tell(Outcome outcome)
    {
        if (Sentence(outcome) is { } sentence) Failed?.Invoke(sentence);
        return outcome;
    }

    static string? Sentence(Outcome outcome) => outcome.Error switch
    {
        null or Outcome.DidNotRespond or Outcome.InteractionFailed or Outcome.SomethingWentWrong => null,
        Outcome.Gone => outcome.Details is [var detail, ..] ? detail : "That is no longer there.",
        var other => other,
    };
}
