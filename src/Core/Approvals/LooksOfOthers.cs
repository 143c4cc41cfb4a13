using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Approvals;

/// <summary>An approval runs another operation: what that looks at outside is looked at before the vote is taken.</summary>
sealed class LookOfTheApproved(IServiceProvider services, Catalog catalog) : ILookFor<ApproveRequest>
{
    public string Whom => "The host";

    public async Task<Func<CancellationToken, Task<object>>?> Aim(
        object operation, NpgsqlConnection db, TimeProvider time, CancellationToken cancel)
    {
        var request = (await ApprovalCase.Load(db, ((ApproveRequest)operation).Approval, time.GetUtcNow(), cancel)).Request;
        return request is { State: ApprovalState.Pending, IsIntact: true } && catalog.Find(request.Operation) is { } entry
            && services.GetKeyedService<ILookOutside>(entry.Type) is { } look
                ? await look.Aim(entry.FromJson(request.Arguments), db, time, cancel) : null;
    }
}

/// <summary>A test of the policy plans another operation, and a plan may look outside.</summary>
sealed class LookOfTheTested(IServiceProvider services, Parser parser, Operations.Binder binder) : ILookFor<TestPolicy>
{
    public string Whom => "The host";

    public async Task<Func<CancellationToken, Task<object>>?> Aim(
        object operation, NpgsqlConnection db, TimeProvider time, CancellationToken cancel) =>
        !parser.Parse(((TestPolicy)operation).Line).Failed(out var parsed, out _)
        && services.GetKeyedService<ILookOutside>(parsed.Entry.Type) is { } look
        && (await binder.Bind(parsed, db, cancel)).Operation is { } tested ? await look.Aim(tested, db, time, cancel) : null;
}
