using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Workspace.Slack;

/// <summary>What one person does in one window; what the app does not acknowledge is said as a notice.</summary>
sealed class SlackHands(SlackWorld world, string personId, CancellationToken closing)
{
    public string PersonId => personId;

    /// <summary>A sentence for the person: the app did not answer.</summary>
    public event Action<string>? Failed;

    public Task Click(Container at, string block, string action, IReadOnlyList<string> picked) =>
        Try(() => world.Click(personId, at, block, action, picked, closing));

    /// <summary>Puts a value into an input; the app hears of it when the form is submitted.</summary>
    public void Fill(Container at, string block, string action, IReadOnlyList<string> picked) =>
        world.Fill(personId, at, block, action, picked);

    public async Task<Suggestions> Suggest(Container at, string block, string action, string typed)
    {
        try
        {
            return await world.Suggest(personId, at, block, action, typed, closing);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return new([], "gone", []);
        }
    }

    /// <summary>False when it went nowhere and is still to be said. Slack itself tells of a command that failed, in the channel.</summary>
    public async Task<bool> Say(string channel, string text, string? thread)
    {
        var error = await Try(() => world.Type(personId, channel, text, thread, closing), quiet: true);
        if (error is Answer.Away) Failed?.Invoke("Slack is away, so nothing was sent. What you typed still stands in the field.");
        return error is null;
    }

    /// <summary>A refused or unanswered submission is shown on the form.</summary>
    public Task Submit(string view) => Try(() => world.Submit(personId, view, closing), quiet: true);

    public Task Close(string view, bool all) => Try(() => world.CloseView(personId, view, all, closing));

    public Task OpenHome() => Try(() => world.OpenHome(personId, closing));

    public Task MessageShortcut(Message message, string callback) =>
        Try(() => world.MessageShortcut(personId, message.ChannelId, message.Ts, callback, closing));

    public Task GlobalShortcut(string callback) => Try(() => world.GlobalShortcut(personId, callback, closing));

    async Task<string?> Try(Func<Task<Outcome>> act, bool quiet = false)
    {
        try
        {
            var outcome = await act();
            if (!quiet && outcome.Error is { } error) Failed?.Invoke(Sentence(error));
            return outcome.Error;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The window closed while the app was thinking.
            return null;
        }
    }

    string Sentence(string error) => error switch
    {
        "gone" => "That is no longer there.",
        "operation_timeout" => $"{world.App.Manifest.Name} did not respond within 3 seconds. Try again.",
        Answer.NotReached => $"{world.App.Manifest.Name} did not respond. Try again.",
        Answer.Away => "Slack is away, so nothing was sent. Try again.",
        _ => $"{world.App.Manifest.Name} could not be reached ({error}). Try again.",
    };
}
