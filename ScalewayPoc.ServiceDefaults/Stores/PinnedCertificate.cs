using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ScalewayPoc.ServiceDefaults.Stores;

/// <summary>Accepts exactly one certificate, for servers with a self-signed one.</summary>
public sealed class PinnedCertificate
{
    readonly byte[] _expected;

    /// <param name="pem">The certificate, PEM.</param>
    /// <exception cref="InvalidOperationException">The text is not a PEM certificate.</exception>
    public PinnedCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            _expected = certificate.RawData;
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException(
                $"{RedisStoreExtensions.CertificateKey} must be a certificate in PEM form (-----BEGIN CERTIFICATE-----).", e);
        }
    }

    /// <summary>Whether the server has presented the expected certificate; a <see cref="RemoteCertificateValidationCallback"/>.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(_expected);
}
