using OpsBot.Sandbox.Cloud;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What the pretend Hetzner can do to the worker.</summary>
static class CloudTroubles
{
    static readonly TimeSpan away = TimeSpan.FromMinutes(2);
    static readonly TimeSpan notice = TimeSpan.FromDays(60);

    const string Making = "create_server";

    // Fewer than one of twenty calls: everybody waits, for about a minute and a half.
    const int FewCalls = 100;

    internal static IEnumerable<TroubleSwitch> Of(CloudWorld world)
    {
        yield return TroubleSwitch.Of("cloud-sold-out", "Sell nbg1 out",
            "Hetzner has no server left in Nuremberg. What is ordered there is refused until somebody calms it.",
            "nbg1 is sold out.", () => world.SellOut("nbg1"))
                with { Now = world.PlacesSoldOut is { Count: > 0 } places ? $"Sold out: {string.Join(", ", places)}" : null };
        yield return TroubleSwitch.Of("cloud-create-fails", "Let the next order fail half way",
            "The next server is ordered and taken, and then its making fails. It stands there, off, and costs.",
            "The next server will not be made to its end.", () => world.Next(ActionFate.Fails, Making))
                with { Now = Waiting(world, ActionFate.Fails, Making) is null ? null : "Waiting for the next server" };
        yield return TroubleSwitch.Of("cloud-answer-lost", "Lose the answer to the next order",
            "The next server is made, but who ordered it hears of an error. It must not be ordered twice.",
            "The next server will be made, and the answer lost.", () => world.Trouble.LoseAnswer(1, "POST /servers"))
                with { Now = TroubleBoard.Waiting(world.Trouble.Spells, TroubleKind.AnswerLost) };
        yield return TroubleSwitch.Of("cloud-limit", "Use up Hetzner's calls",
            "Nearly all calls of this hour are used. Duties wait, then jobs, until enough have flowed back.",
            $"{FewCalls} calls are left of {world.Allowance.Most}.", () => world.Allowance.Left = FewCalls)
                with { Now = world.Allowance.Left * 5 < world.Allowance.Most ? $"{world.Allowance.Left} calls are left" : null };
        yield return TroubleSwitch.Of("cloud-away", "Take Hetzner away for two minutes", "No call to Hetzner is answered.",
            "Hetzner is away for two minutes.", () => world.Trouble.GoAway(away)) with { Now = TroubleBoard.Back(world.Trouble.Absence) };
        yield return TroubleSwitch.Of("cloud-stuck", "Let the next action stick",
            "What is begun next is done, and says for an hour that it is running, at 0 %.",
            "The next action will stick at 0 %.", () => world.Next(ActionFate.Sticks)) with { Now = Waiting(world, ActionFate.Sticks) };
        yield return TroubleSwitch.Of("cloud-fails", "Let the next action fail", "What is begun next says after a while that it failed.",
            "The next action will fail.", () => world.Next(ActionFate.Fails)) with { Now = Waiting(world, ActionFate.Fails) };
        yield return TroubleSwitch.Of("cloud-read-only", "Take from the token the right to change",
            "Hetzner lets OpsBot look, and refuses whatever it orders, changes or deletes.",
            "Hetzner's token only reads.", () => world.TokenOnlyReads = true) with
        {
            Now = world.TokenOnlyReads ? "The token only reads" : null, End = () => world.TokenOnlyReads = false,
        };
        if (world.Servers is { Count: > 0 } servers) yield return Held(world, servers);
        yield return TroubleSwitch.Of("cloud-ends", "Announce the end of cx23",
            "It can be ordered for 60 more days. #ops is told with the next look at the catalogue, within the hour.",
            "cx23 can be ordered for 60 more days.", () => world.Announce("cx23", world.Now + notice));
    }

    const string Moves = "Hetzner moves it to another machine", Locks = "Hetzner has locked it";

    static TroubleSwitch Held(CloudWorld world, IReadOnlyList<CloudServer> servers) => new("cloud-holds",
        "Have Hetzner work on a server", "Hetzner says that it is at the server itself; OpsBot must not reboot it meanwhile.",
        (chosen, _) =>
        {
            var server = servers.First(one => one.Name == chosen["Server"]);
            server.Held = chosen["What"] == Moves ? CloudHold.Migrating : CloudHold.Locked;
            return Task.FromResult($"{server.Name}: {chosen["What"]}.");
        })
    {
        Choices = [new("Server", [.. servers.Select(one => one.Name).Order(StringComparer.Ordinal)]), new("What", [Moves, Locks])],
        Now = servers.Where(one => one.Held != CloudHold.None).Select(one => one.Name).ToList() is { Count: > 0 } held
            ? $"Hetzner is at {string.Join(", ", held)}" : null,
        End = () => LetGo(world),
    };

    static void LetGo(CloudWorld world)
    {
        foreach (var server in world.Servers) server.Held = CloudHold.None;
    }

    internal static void Calm(CloudWorld world)
    {
        world.TokenOnlyReads = false;
        LetGo(world);
        world.Restock();
        world.Forget();
        world.Trouble.Clear();
        if (world.Allowance.Left * 5 < world.Allowance.Most) world.Allowance.Left = world.Allowance.Most;
    }

    static string? Waiting(CloudWorld world, ActionFate fate, string? command = null) =>
        world.Fates.Contains(new(fate, command)) ? "Waiting for the next action" : null;
}
