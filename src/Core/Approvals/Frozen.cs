using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>All that an approval is bound to; one letter of it changed is another digest.</summary>
sealed record Frozen(string Operation, string Arguments, string Plan, long Policy, string Guard, Guid Target, long TargetVersion)
{
    [JsonIgnore]
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Text(this))));
}
