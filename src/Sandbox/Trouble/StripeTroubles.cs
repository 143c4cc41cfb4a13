using OpsBot.Sandbox.Stripe;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What the pretend Stripe, its customers and their banks can do to whoever takes payments.</summary>
static class StripeTroubles
{
    const string AnotherTrain = "2026-03-25.dahlia";

    static readonly TimeSpan lost = TimeSpan.FromHours(1), away = TimeSpan.FromMinutes(2);

    internal static IEnumerable<TroubleSwitch> Of(StripeWorld world)
    {
        var reports = world.Deliveries;
        yield return TroubleSwitch.Of("stripe-dispute", "Let a customer dispute a payment",
            "Their bank takes the money back until it is decided. #billing reads so, and until when to answer.",
            "A customer disputes a payment.", world.DisputeOne);
        yield return new("stripe-dashboard", "Edit something in Stripe's dashboard",
            "Somebody voids the newest invoice that waits to be paid there, or renames a customer. OpsBot follows what Stripe says.",
            (_, _) => Task.FromResult(world.EditInDashboard()));
        yield return TroubleSwitch.Of("stripe-refund-back", "Let a refund come back",
            "Somebody gives 5 of a payment back in Stripe's dashboard, and the customer's bank sends it back. #billing reads so.",
            "A refund of 5 was sent back by the bank.", world.RefundComesBack);
        yield return TroubleSwitch.Of("stripe-lost", "Lose Stripe's reports for an hour",
            "What happens meanwhile is never reported. OpsBot finds it in Stripe's list within an hour, or by /billing replay since:1h.",
            "Stripe's reports are lost for an hour.", () => reports.LostUntil = world.Now + lost) with
        {
            Now = reports.LostUntil > world.Now ? "Reports are lost" : null, End = () => reports.LostUntil = null,
        };
        yield return TroubleSwitch.Of("stripe-doubled", "Report everything twice", "Each event is sent two times; it is taken once.",
            "Stripe reports everything twice.", () => reports.Doubles = true) with
        {
            Now = reports.Doubles ? "Each report comes twice" : null, End = () => reports.Doubles = false,
        };
        yield return TroubleSwitch.Of("stripe-order", "Keep reports back, and then send the newest first",
            "Nothing is reported until this ends; then all of it comes in the wrong order.",
            "Stripe keeps its reports back.", reports.KeepBack) with
        {
            Now = reports.KeepsBack ? "Reports are kept back" : null, End = reports.LetGo,
        };
        yield return TroubleSwitch.Of("stripe-train", "Report in another version",
            "Events come as an older version of the API writes them. They are parked unread: /billing events state:parked.",
            $"Stripe reports in {AnotherTrain}.", () => world.EventsIn = AnotherTrain) with
        {
            Now = world.EventsIn, End = () => world.EventsIn = null,
        };
        yield return TroubleSwitch.Of("stripe-declined", "Decline the next payment", "Whatever the card, its bank says no.",
            "The next payment will be declined.", () => world.NextIsDeclined = true) with
        {
            Now = world.NextIsDeclined ? "The next payment is declined" : null, End = () => world.NextIsDeclined = false,
        };
        yield return Lost(world, "stripe-500", "Fail after the next refund was made",
            "It is done, and whoever asked hears of an error, again and again under the same key.", breaksOff: false);
        yield return Lost(world, "stripe-timeout", "Break off after the next refund was made",
            "It is done, and nobody hears so. Asked again under the same key, Stripe says what it did.", breaksOff: true);
        yield return TroubleSwitch.Of("stripe-keys", "Forget all keys",
            "As after a day: what is sent again under an old key would be done again, so it is looked up first.",
            "Stripe has forgotten all keys.", world.ForgetKeys);
        yield return TroubleSwitch.Of("stripe-away", "Take Stripe away for two minutes", "No call to Stripe is answered.",
            "Stripe is away for two minutes.", () => world.Trouble.GoAway(away)) with { Now = TroubleBoard.Back(world.Trouble.Absence) };
    }

    internal static void Calm(StripeWorld world)
    {
        world.Trouble.Clear();
        world.Deliveries.Calm();
        (world.EventsIn, world.NextIsDeclined, world.IsShort) = (null, false, false);
    }

    static TroubleSwitch Lost(StripeWorld world, string id, string label, string effect, bool breaksOff) => TroubleSwitch.Of(
        id, label, effect, "The answer to the next refund will be lost.", () =>
        {
            world.LosesByBreakingOff = breaksOff;
            world.Trouble.LoseAnswer(1, "POST /refunds");
        }) with
    {
        Now = world.LosesByBreakingOff == breaksOff ? TroubleBoard.Waiting(world.Trouble.Spells, TroubleKind.AnswerLost) : null,
        End = world.Trouble.Spells.Clear,
    };
}
