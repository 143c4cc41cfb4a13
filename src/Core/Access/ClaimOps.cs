using System.Security.Cryptography;
using System.Text;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record ClaimOps(
    [Arg("the code that was printed at the first start", MaxLength = 64)] string Code) : ICommand<ClaimOps, OpsClaimed>, ISecretive
{
    public static Spec Spec { get; } = new("ops claim",
        "Become the first super admin, with the code from the first start") { Needs = Role.Nobody, Verb = "Claim" };

    public object WithoutSecrets() => this with { Code = "…" };

    internal static string Hash(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant())));
}

public sealed record OpsClaimed(string Name) : IAnswer
{
    public Reply Say() => new($"Welcome, {Name}: you are the first super admin")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph(
            "The code is used up. Check the connection, then add a second admin: without one nobody can approve what you ask for.")],
        Buttons = [new Button("Check the setup", "/ops setup") { Look = Look.Primary }, new Button("Help", "/ops help")],
    };
}

sealed class ClaimOpsHandler(TimeProvider time) : IHandle<ClaimOps, OpsClaimed>
{
    public async Task<Result<Plan>> Plan(ClaimOps command, Work work, CancellationToken cancel)
    {
        if (!work.IsStranger) return new Refusal($"You are already linked, as {work.Operator.Name}.");
        // Locked, so that two people with the code become one super admin.
        var open = await work.Find<string>("select code_hash from claims where code_hash = @Hash and claimed_at is null for update",
            new { Hash = ClaimOps.Hash(command.Code) }, cancel);
        return open is null
            ? new Refusal("That code is not valid. It is printed once, at the first start of the bot, and works once.")
            : new Plan(new Target("account", Guid.Empty, work.Request.Caller.Account.ToString()),
                "Become the first super admin") { Undo = Undo.ByHand("Another super admin can take the role away.") };
    }

    public async Task<Result<OpsClaimed>> Handle(ClaimOps command, Work work, CancellationToken cancel)
    {
        var name = work.Request.Caller.Name is { Length: > 0 } given ? given.Start(80) : work.Request.Caller.Account.Id;
        var id = OperatorId.New(time);
        await work.Execute("update claims set claimed_at = @Now where claimed_at is null", new { work.Now }, cancel);
        await work.Execute("insert into operators (id, handle, name, role, created_at) values (@id, @Handle, @name, @Role, @Now)",
            new { id, Handle = await Handles.Free(work, name, cancel), name, Role = Role.SuperAdmin, work.Now }, cancel);
        await Accounts.Link(work, work.Request.Caller.Account, id, name, cancel);
        await work.Note(RightsChange.Claimed, id, Role.SuperAdmin, work.Request.Caller.Account, by: id, cancel);
        return new OpsClaimed(name);
    }
}
