using System.Text.Json.Nodes;
using OpsBot.Sandbox.Stripe.Api;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe;

/// <summary>
/// A test account at the pretend Stripe: who pays, what they owe, what was paid and given back, and to whom all of it is reported.
/// </summary>
public sealed class StripeWorld : IAsyncDisposable
{
    /// <summary>The version of the API whose shapes it speaks.</summary>
    public const string Version = "2026-10-28.endive";

    readonly TimeProvider time;

    /// <param name="wall">By which calls are counted against limits; the world's own unless that is moved by hand.</param>
    public StripeWorld(TimeProvider time, TimeProvider? wall = null)
    {
        this.time = time;
        Api = new(time, () => { }, () => { }, () => { });
        Limits = new(wall ?? time);
        Store = new(time);
        Till = new(Store, Happened);
        Books = new(Store, Till, Happened);
        Keys = new(time);
        Deliveries = new(time);
    }

    public ApiFrame Api { get; }

    public Troubles Trouble => Api.Trouble;

    public StripeDeliveries Deliveries { get; }

    /// <summary>Where the API begins, as OPSBOT_Stripe__ApiUrl has it.</summary>
    public Uri ApiUrl { get; internal set; } = null!;

    /// <summary>A restricted key, for tests.</summary>
    public string Key { get; init; } = "rk_test_" + string.Concat(Enumerable.Repeat("p1Retend", 3));

    /// <summary>What the key may not touch: "refunds", "webhook_endpoints".</summary>
    public HashSet<string> Forbidden { get; } = [];

    /// <summary>https://docs.stripe.com/rate-limits: of a sandbox, for all calls together.</summary>
    public int CallsPerSecond { get; set; } = 25;

    /// <summary>How long a change is under way; the same key meanwhile is told that it is in use.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>A call whose answer is lost breaks off, instead of ending with a 500.</summary>
    public bool LosesByBreakingOff { get; set; }

    /// <summary>Trouble: events are written in that version, whatever their endpoint asked for.</summary>
    public string? EventsIn { get; set; }

    /// <summary>How many calls arrived, refused ones included.</summary>
    public int Calls { get; private set; }

    internal Lock Gate { get; } = new();

    internal RateLimits Limits { get; }

    internal StripeStore Store { get; }

    internal StripeTill Till { get; }

    internal StripeBooks Books { get; }

    internal IdempotencyKeys Keys { get; }

    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What happens in it, happened so long ago.</summary>
    internal void Before(TimeSpan ago, Action happens)
    {
        lock (Gate) Store.Ago = ago;
        happens();
        lock (Gate) Store.Ago = TimeSpan.Zero;
    }

    /// <summary>All that stands in the account, as it can be put back.</summary>
    internal string Kept()
    {
        lock (Gate) return Store.Kept();
    }

    internal void PutBack(string kept)
    {
        lock (Gate) Store.PutBack(kept);
    }

    /// <summary>Trouble: somebody voids an invoice that waits to be paid; where there is none, they rename a customer.</summary>
    internal string EditInDashboard()
    {
        lock (Gate)
        {
            if (Store.NewestFirst("invoice").FirstOrDefault(one => Text(one, "status") == "open") is { } open)
            {
                Books.Close(open, "void", "voided_at", "invoice.voided");
                return $"Somebody voided {Text(open, "number")} in Stripe's dashboard.";
            }
            if (Store.NewestFirst("customer").FirstOrDefault() is not { } customer) return "There is nothing to edit at Stripe yet.";
            customer["name"] = $"{Text(customer, "name")} (renamed)";
            Happened("customer.updated", customer);
            return $"Somebody renamed {Text(customer, "email")} in Stripe's dashboard.";
        }
    }

    /// <summary>What became of every key is forgotten, as after a day.</summary>
    public void ForgetKeys() => Keys.Forget();

    /// <summary>Trouble: what is charged next is declined.</summary>
    public bool NextIsDeclined
    {
        get { lock (Gate) return Till.NextIsDeclined; }
        set { lock (Gate) Till.NextIsDeclined = value; }
    }

    /// <summary>Trouble: no refund goes out for want of money on the account.</summary>
    public bool IsShort
    {
        get { lock (Gate) return Till.IsShort; }
        set { lock (Gate) Till.IsShort = value; }
    }

    /// <summary>A customer, by id; who has a card pays by it.</summary>
    public string Customer(string name, string email, string? card = null)
    {
        lock (Gate)
        {
            var customer = CustomerCalls.New(Store, name, email, []);
            if (card is not null) GiveCard(Text(customer, "id")!, card);
            Happened("customer.created", customer);
            return Text(customer, "id")!;
        }
    }

    public void GiveCard(string customer, string card)
    {
        lock (Gate) The(customer, "customer")["invoice_settings"] = new JsonObject { ["default_payment_method"] = card };
    }

    /// <summary>Something that was paid, by id of the payment.</summary>
    public string Payment(string customer, long amount, string currency, string card = StripeCards.Visa)
    {
        lock (Gate) return Text(Till.Charge(new(customer, amount, currency), card), "id")!;
    }

    public string Subscription(string customer, string price, long amount, string currency, DateTimeOffset end, bool isTrial = false)
    {
        lock (Gate)
        {
            var subscription = SubscriptionCalls.New(Store, customer, new(price, amount, currency), end, isTrial);
            Happened("customer.subscription.created", subscription);
            return Text(subscription, "id")!;
        }
    }

    /// <summary>Its period is over: an invoice for the next, collected at once from the customer's card.</summary>
    public string Renew(string subscription)
    {
        lock (Gate) return SubscriptionCalls.Renew(this, The(subscription, "subscription"));
    }

    public string Dispute(string payment)
    {
        lock (Gate)
        {
            var charge = The(Text(The(payment, "payment_intent"), "latest_charge")!, "charge");
            return Text(Till.Dispute(charge), "id")!;
        }
    }

    /// <summary>The newest payment that nobody has disputed yet.</summary>
    internal void DisputeOne()
    {
        lock (Gate)
            if (Store.NewestFirst("charge").FirstOrDefault(one => !(bool)one["disputed"]!) is { } charge) Till.Dispute(charge);
    }

    /// <summary>Made in the dashboard, and sent back by the bank.</summary>
    internal void RefundComesBack()
    {
        lock (Gate)
            if (Store.NewestFirst("charge")
                .FirstOrDefault(one => Number(one, "amount") - Number(one, "amount_refunded") >= 500) is { } charge)
                Till.Fail(Till.Refund(charge, 500, null, []));
    }

    public void Decide(string dispute, string state)
    {
        lock (Gate)
        {
            var one = The(dispute, "dispute");
            one["status"] = state;
            Happened("charge.dispute.closed", one);
        }
    }

    public void RefundArrives(string refund)
    {
        lock (Gate) Till.Arrive(The(refund, "refund"));
    }

    public void RefundFails(string refund)
    {
        lock (Gate) Till.Fail(The(refund, "refund"));
    }

    /// <summary>How a thing stands now, as its API shows it.</summary>
    public JsonObject Show(string id, string kind)
    {
        lock (Gate) return The(id, kind).DeepClone().AsObject();
    }

    public int CountOf(string kind)
    {
        lock (Gate) return Store.NewestFirst(kind).Count();
    }

    /// <summary>Reports go there from now on; gives the secret they are signed with.</summary>
    public string Listen(Uri url, string? secret = null, string version = Version, IReadOnlyList<string>? types = null)
    {
        lock (Gate)
        {
            var endpoint = WebhookCalls.New(Store, url.ToString(), types ?? ["*"], version);
            return Deliveries.Endpoint(Text(endpoint, "id")!, url, secret);
        }
    }

    public ValueTask DisposeAsync() => Deliveries.DisposeAsync();

    internal void Count() => Calls++;

    internal JsonObject The(string id, string kind) =>
        Store.Find(id, kind) ?? throw new ArgumentException($"There is no {kind} {id}.", nameof(id));

    /// <summary>Tells everybody who listens. What is told is the thing as it is now.</summary>
    internal void Happened(string type, JsonObject thing)
    {
        var told = Store.Add("evt", "event", new()
        {
            ["type"] = type, ["api_version"] = EventsIn ?? Version, ["pending_webhooks"] = 0,
            ["data"] = new JsonObject { ["object"] = thing.DeepClone() }, ["request"] = new JsonObject(),
        });
        foreach (var endpoint in Store.NewestFirst("webhook_endpoint").Where(one => Text(one, "status") == "enabled"))
        {
            var types = endpoint["enabled_events"]!.AsArray().Select(one => (string)one!).ToList();
            if (!types.Contains("*") && !types.Contains(type)) continue;
            var copy = told.DeepClone().AsObject();
            copy["api_version"] = EventsIn ?? Text(endpoint, "api_version") ?? Version;
            Deliveries.Send(Text(endpoint, "id")!, Text(told, "id")!, copy.ToJsonString());
        }
    }
}
